from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "dead_letter" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "topic" VARCHAR(120) NOT NULL,
    "partition" INT NOT NULL,
    "offset" BIGINT NOT NULL,
    "key" BYTEA,
    "payload" BYTEA NOT NULL,
    "code" VARCHAR(40) NOT NULL,
    "reason" VARCHAR(500) NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "replayed_at" TIMESTAMPTZ,
    CONSTRAINT "uid_dead_letter_topic_60b3b5" UNIQUE ("topic", "partition", "offset")
);
CREATE INDEX IF NOT EXISTS "idx_dead_letter_received" ON "dead_letter" ("received_at", "id");
COMMENT ON TABLE "dead_letter" IS 'A message that could not be used: why, and its bytes as they came.';
        CREATE TABLE IF NOT EXISTS "live_counter" (
    "scope" BIGINT NOT NULL PRIMARY KEY,
    "value" BIGINT NOT NULL DEFAULT 0
);
COMMENT ON TABLE "live_counter" IS 'The last position given out: over all live matches (scope 0), and for each competition (its id).';
        CREATE TABLE IF NOT EXISTS "outbox_message" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "topic" VARCHAR(120) NOT NULL,
    "key" BYTEA,
    "payload" BYTEA NOT NULL,
    "headers" JSONB,
    "match_id" BIGINT,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "outbox_message" IS 'A message that is still to be published; written with the effect it tells of, gone once published.';
        CREATE TABLE IF NOT EXISTS "live_match" (
    "run" VARCHAR(64),
    "speed" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "sequence" INT NOT NULL DEFAULT 0,
    "phase" VARCHAR(16) NOT NULL,
    "state" JSONB NOT NULL,
    "expectation" JSONB,
    "told" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
    "due_at" TIMESTAMPTZ,
    "competition_id" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE RESTRICT,
    "match_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "match" ("id") ON DELETE RESTRICT
);
CREATE INDEX IF NOT EXISTS "idx_live_match_running" ON "live_match" ("ended_at", "updated_at");
COMMENT ON COLUMN "live_match"."phase" IS 'NOT_STARTED: NOT_STARTED\nFIRST_HALF: FIRST_HALF\nHALF_TIME: HALF_TIME\nSECOND_HALF: SECOND_HALF\nFULL_TIME: FULL_TIME\nABANDONED: ABANDONED';
COMMENT ON TABLE "live_match" IS 'How a match stands that is live or was. `run` names the replay it is shown from; null: it is played.';
        CREATE TABLE IF NOT EXISTS "live_update" (
    "position" BIGINT NOT NULL PRIMARY KEY,
    "sequence" INT NOT NULL,
    "competition_position" BIGINT NOT NULL,
    "run" VARCHAR(64),
    "cause" VARCHAR(12) NOT NULL,
    "event_id" VARCHAR(64),
    "state" JSONB NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    "features" DOUBLE PRECISION[],
    "feature_digest" VARCHAR(64),
    "data_cutoff" TIMESTAMPTZ,
    "expected_home_goals" DOUBLE PRECISION,
    "expected_away_goals" DOUBLE PRECISION,
    "score_grid" BYTEA,
    "missing" JSONB,
    "movements" JSONB NOT NULL,
    "competition_id" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE RESTRICT,
    "match_id" BIGINT NOT NULL REFERENCES "match" ("id") ON DELETE RESTRICT,
    "model_version_id" BIGINT REFERENCES "model_version" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_live_update_match_i_f8b67c" UNIQUE ("match_id", "sequence"),
    CONSTRAINT "uid_live_update_competi_01367b" UNIQUE ("competition_id", "competition_position")
);
COMMENT ON TABLE "live_update" IS 'One step of a match''s stream with the in-play prediction made then.';
        CREATE TABLE IF NOT EXISTS "match_event" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "event_id" VARCHAR(64) NOT NULL UNIQUE,
    "run" VARCHAR(64),
    "source" VARCHAR(40) NOT NULL,
    "sequence" INT NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "body" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "match_id" BIGINT NOT NULL REFERENCES "match" ("id") ON DELETE RESTRICT
);
CREATE INDEX IF NOT EXISTS "idx_match_event_match" ON "match_event" ("match_id", "run");
COMMENT ON COLUMN "match_event"."kind" IS 'KICK_OFF: KICK_OFF\nGOAL: GOAL\nOWN_GOAL: OWN_GOAL\nPENALTY_SCORED: PENALTY_SCORED\nPENALTY_MISSED: PENALTY_MISSED\nYELLOW_CARD: YELLOW_CARD\nSECOND_YELLOW: SECOND_YELLOW\nRED_CARD: RED_CARD\nSUBSTITUTION: SUBSTITUTION\nADDED_TIME: ADDED_TIME\nHALF_TIME: HALF_TIME\nSECOND_HALF: SECOND_HALF\nFULL_TIME: FULL_TIME\nABANDONMENT: ABANDONMENT\nVAR_CANCELLATION: VAR_CANCELLATION\nCORRECTION: CORRECTION';
COMMENT ON TABLE "match_event" IS 'An event of a match as it was accepted. Append-only: what is taken back is taken back by an event.';
ALTER TABLE "live_match"
    ADD CONSTRAINT "live_match_phase" CHECK ("phase" IN
        ('NOT_STARTED', 'FIRST_HALF', 'HALF_TIME', 'SECOND_HALF', 'FULL_TIME', 'ABANDONED')),
    ADD CONSTRAINT "live_match_sequence" CHECK ("sequence" >= 0),
    ADD CONSTRAINT "live_match_speed" CHECK ("speed" > 0);
CREATE INDEX "idx_live_match_due" ON "live_match" ("due_at") WHERE "due_at" IS NOT NULL;
ALTER TABLE "match_event"
    ADD CONSTRAINT "match_event_sequence" CHECK ("sequence" >= 1),
    ADD CONSTRAINT "match_event_number" UNIQUE NULLS NOT DISTINCT ("match_id", "run", "source", "sequence");
CREATE INDEX "idx_match_event_replayed" ON "match_event" ("received_at") WHERE "run" IS NOT NULL;
CREATE TRIGGER "match_event_append_only" BEFORE UPDATE ON "match_event"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "match_event_keep_played" BEFORE DELETE ON "match_event"
    FOR EACH ROW WHEN (OLD."run" IS NULL) EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "match_event_keep" BEFORE TRUNCATE ON "match_event"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
ALTER TABLE "live_update"
    ADD CONSTRAINT "live_update_numbers" CHECK (LEAST("sequence", "position", "competition_position") >= 1),
    ADD CONSTRAINT "live_update_cause" CHECK ("cause" IN ('EVENT', 'CLOCK', 'CORRECTION', 'MODEL')),
    ADD CONSTRAINT "live_update_prediction" CHECK (
        num_nulls("model_version_id", "features", "feature_digest", "data_cutoff", "expected_home_goals",
            "expected_away_goals", "score_grid") IN (0, 7)
        AND ("score_grid" IS NULL) = ("missing" IS NOT NULL)),
    ADD CONSTRAINT "live_update_score_grid" CHECK (octet_length("score_grid") = 484);
CREATE INDEX "idx_live_update_replayed" ON "live_update" ("made_at") WHERE "run" IS NOT NULL;
CREATE TRIGGER "live_update_append_only" BEFORE UPDATE ON "live_update"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "live_update_keep_played" BEFORE DELETE ON "live_update"
    FOR EACH ROW WHEN (OLD."run" IS NULL) EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "live_update_keep" BEFORE TRUNCATE ON "live_update"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
INSERT INTO "live_counter" ("scope", "value") VALUES (0, 0);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP TABLE IF EXISTS "live_update";
        DROP TABLE IF EXISTS "live_match";
        DROP TABLE IF EXISTS "dead_letter";
        DROP TABLE IF EXISTS "match_event";
        DROP TABLE IF EXISTS "outbox_message";
        DROP TABLE IF EXISTS "live_counter";"""


MODELS_STATE = (
    "eJztXe1z2ri6/1c0+bLtDNtpaJv2pnfujEPIhrMEeoFsT++y4yhGgG+MzLFNKXPu/u9Xkt"
    "9t2VjGJMbVh6Z+0SOb3yNLet7/fTY3TecRGsYbZTPTnS52rN3ZJfj3GYYrRA6491vgDK7X"
    "0bv0kgMfDUYCaUsVBU0fbceCmkNuzaFhI3JphmzN0teObmJK8HVpgpk+A9sldIBjsv/fAG"
    "W9Rnj2q4mN3Rvaz8zUSEc6XhQn2WD9XxukOuYCOUtkEcI//yKXdTxDP5BNT/99NteRMWPH"
    "Z9ChRPrsjDZCP9YWsm3yirZP52Oiz36okR+punTObs3unjFi8pPZyd+UcP2kssfEkCXPIb"
    "fYddWnvdIXPezcsLb0Jz+qmmlsVjhsv945SxMHBDpmz14gjCzoIPoEx9pQjPHGMDyO+LC7"
    "cIRNXBwiNDM0hxuDcopSuy8QXjtT1cFwoo67E1U9S3HRp4hwybukEQgJHORVbQbAgr7Cr/"
    "/Rbr9797H99t3Fpw/vP3788OntJ9KWvW/61se/3ZcJ0XK7Ypj1fusNJvSFTDLM3CFIL/zN"
    "aKAD1ZDFIfouz+LoXxMEHX2F+Pi7FAn8Zx7JG/8gyQ0f+zx2+BdCfoQfyjMwJAfbSe+uO5"
    "4od19o9yvb/pfBcFImXXqnza7uEldfXbyOMyPoBHztTW4BPQX/Mxx0GZym7Sws9sSw3eR/"
    "zug7wY1jqtjcqnAWxcS/7F8iTSNs1RzTSnO2s4RWBld9ggRjCUAnyMqzFfyhGggvnCU5/f"
    "Q2h7V/KKPOrTJ69eltgl0D706b3fo7CS99IzF8PYoGAnxRBOCLbIAvUgA70CJrlQjAIUUD"
    "AT5vF0GYtMqEmN2LY/yI5qaF0hj/Yzwc8DEOKZLTv6454P+AodupZZiDtbfK1gXqHGQpFL"
    "Ep3wf01Z3yzyTWnf7wKjmX0w6ukpPH3EGcuTkb9oBAol4edXKLvr/AjBJSNHBGeV9kQnmf"
    "PZ+8Z9MJ3dTPnyIbS3rhEWpPW2jN1NQds21mtU3fWrVXySsQwwUDjv5C+v6BVNYxDQOxJX"
    "a0wWdcwS3epJUvu2lBY9XyWu8V34YYAdIYmHMAgdeBaV26spnugC20AbSf0AyQWRRAPAvu"
    "EAkuLdod3p2g2GebG0tjs7tNFlMyrqlAV0AEjGOlht1ISfCUJMGQb0UnyJBCTpAZE2R8BS"
    "I/06ZwCKz9MaKD1v+6wf3cGwAyqTkbmz++u3izYvj3yCtC7A7q+FgPqOs81s/++757372+"
    "BO7/Uzy6Hwx6g98ugXcwxeP7TqfbvaaNgsMp/qKMJj2lfwm8gym+UXp92sj9P7k6FRJaLo"
    "rILEktSURkuUh+QZF1KcXGfKVVnFIqr2qtvJrrWLeXpficIK2A0acjNp0cn0lT3mKYud8L"
    "2u/f8lX1xb5NsvHtwdu89vn7j+8/vbt4H+zugit5mzp/AxfCpy0hXggBGKGQENIrGywOYo"
    "xGwuhuUucbWwjECIWE0AVkbVqc5S5PMvAppFqwvFSALItnKJugHxkjNyAoJQecDtqT7j8n"
    "+WgHm4n+cPCb3zzJglrpCFdrsuvzMOJqCMMGrX36wXjTfcrBbI7sV9JJfVkt9WWaORPSlv"
    "ntq9EfvCwD4tbf90Wsv++zrb/vk3I++18AWr99nVUzdbL8aubG90orPnoDkgaifAQHBp1n"
    "4x2vyEKSOT/7NKV2xDXbWXhz9Lv2x4tgVqYnefPw+E7p99Nb4yfyE8qqbX3aOo/Zs35X+e"
    "2+ewnc/6eYQNAdDZRJbzigKtnY6cspYgX2cRGxBjrkPTla9yuP8Ob3ETJghm8Ub2c2Yj3e"
    "EuHGdKejejBRdMsdXvW+3diQN/TvSF1BR1uig7Hrk77uaFeNBmuzpjrdSsC6Z101Fa2KRl"
    "WjR5SNoE2dHQ7EaMy6aRJIzyagx2f5fdJ6ak0oKLqr7vKkLiOUe918FBDp4RcbuH0AaiBG"
    "gLnqAQjYV/YZPLCrD0C3QeR1x/TiG8dUvzOXnlev084/x3qIoEtQFCtXe/CEzS0u7BiUQp"
    "qRM3bwfYPoVxh5/oFPkwEpJbbsL6xWCVie4kG+5TdKJ+37tbb7svmKzEuWLRhEkSKss1hX"
    "UhXRLqJNa2dr09opbRpDLQ2zYllwl4MzB9/meZpdD++v+l3wZdTt9MZEwP7zr5SqLLkCFl"
    "8Y0rTPZ+tsyDqRkFuEWRClqgb8n2SJTml7uJ9Emhk3poX0Bf4d7VKKuQLKnRP8GrJkpRZV"
    "fm2D7SVnMiAHM2Qgx130lHFHue6629Ki1tHE15HmxhCjiUn+FOZFabH+RT+LojyIzgYF0D"
    "9QnL1GcNZHjsPELI4AG7nfyhdZZ6Ql2SEETQvIqCsiKZEXAw6NCdHMjTED2HTAIwLU74ZG"
    "kexaLGhEd2zwuHMQDSYhrdEOaORFeRJpFV1y5M8/zxxzrWtsVEIrnAfM+dxGRPLLk08tpC"
    "H9e+DuWSxlQQRN1e9Ayol1XIRaOXJiMGiKCg/hKGue0HAUK3Hsayzo1xejadJutzJHP29a"
    "E5o5QpomQfrMAsQT4jg8XOkYWhlSsEeQgJwtbKdnj8+Dz3OVDFRHZFK46g2U0Te+q98Vx7"
    "Xy6tukq6Tmj51hQu4imQ16hKgk8HUb7S+A/Mu6pr307HL0ME7fqlcU3pCigQB/eFsEYdIq"
    "E2J2L4lxbF8vYgdIkEpTQK1NARZaG3BXktExUhnqVzc+18bx/wZBZ2OhEXs3jiImcr+Vr4"
    "iZuy1Vy2u6VxEzWSLgEdluJg+mg6KKEXqGgc6Uck5a3yJEyVWrhDpB7609GQLaqjlP6VWk"
    "mqOWao4E74puORJkDdx3VL+xc78LwVUoIJIbjdotQFHmfofGhuf1mGMFD0mkGXymL5AtNA"
    "OFFA2cfKoPeaLmwU253CYJUjkR1Xoi0jFhVkYaoowNVUDRhJDj+If0rl3gQ3rXzvyQ6K16"
    "+om8NMx18BTJ8Eoo4SPStHCD1mGeCc8oPP/DfDzjSs30RitfXP5fr8leMblv4gXYmtZTC2"
    "x1Z8k8CNaWSeddOy0a720tmvgyyO2mWQgWT3xJfp4a0lbhPnB/37sWkKo3G332htKU+TL2"
    "C9dn/znfYJbYE7An0T/v/+vs+Rd5dxVwV+3oesx++h538szg0Qyj3wkEjNZGYpYpFU8+pe"
    "LMxBxTYeY+yW8ukzbRK47pQEMAvaB9gyL8KwOTiTlpMLMTYAUEMi3uEfLi5yUey8iLLxOP"
    "ycRjFWh0qko8FlOvhRv7FOR7tGsxSqlcq7VyrUYJok/ogzs1Li8R4dUj+SxL8DlJKzldZ0"
    "7LTODN5XNt3INozp8OTW+XFagVbdDK13iyXERapG0hDyED2g4gmLLICbAgfWBgbpxLYH6n"
    "iT4MA9B+gZe6B7yyNXONwNvXbrgVLf+DoLaMpgwBr6hSVJ9xUos8xwMPSGrKHiVmvAlIZI"
    "RvRV5HzPVBjAkByUmrhl7CXvaS855rV8uc9QKz2945LzD17Z/xbs1t4M1IVcMz2w0p1W13"
    "1iGzyxbab8CDtcEPgL4XiyIFrsMvLXBGWtpLc4vB3DJXn9kvu/Suuz7B6VnvOR46xVP8gH"
    "6skeaw3GAPl6yLhUlwAO51NANuEU3wpGtP5nzuWrBIM90CzHV97bTYy9CXoyXeVrpt09RP"
    "dNIlzVbkKQ+OacxI55phak8tOnGTiRixqXllzpBBHUQdf5Z3E+N9Bg8zMiFD54HG6ZLZnt"
    "5n9OxH2RQbHW8cMueTlytjREPkur/Zcp9Z1IwWjh9aPw5ThrXEzWl1sfvL1ePMq5hYODxm"
    "Uz42pmZ78mN7idlrxCuzcWOYMGtv5FMkPSsoybEW5vMkvOdHEXOSXotxuYbdpJfIBd11ph"
    "h1lX4SUVpfD/PqHmZvNyMkJ73Zqcx0s15COyPgcL8ZOCCutRWY3Zsoowk14EZOpvimNxpP"
    "1Fulf3MJwuMppn9VKhxfguBwisfdznBw7TWPnJB+7vt9r31wOMXKlTK4JlI3eWpwWA/LcU"
    "ZasWy7UVZWMWmvE7IbhftLEfATZNJyV54DdPctAr3fXg77w6q31sWyc0KsOAlFcKwgXyg5"
    "CrI5TinZXGs2R5UFIkyO0kmLTp057GqbRPkbUknu1pm7MitunQwIMjXrYcE3e1KzjsjnMu"
    "p1JjI364tEQGXAX4Hxyyv0k2n9CgsB7TV/bcKme+1fhOfAdtA6ktXjF5tcsRBcBeYgoONf"
    "meVpbSEqKVIT+wrOaPZVhNPmrQr6ZNYrX7f5AJbQBtgEC7i2WQe6azNiXbfAQ/Sb8R0JHq"
    "INIw1I87AJ9TCYYgoxeFiRkxUiA4VZpXaMzrNm/cJCuh7ho24QQmQD2nbWAjTBJHjcsf8L"
    "pD4JdLVkOPyZnB55v6F4XpSAQmj1i1JJg1NFBqeTUeKfUDgG9+MovdGrftjXA+5nzmEqLa"
    "tHy78BN1kmrIzR7RPU2WxVEt7zIlkZzrOzMpynsjKg72SZ54qK2QhHaeQQLuAcIA1yZy9g"
    "maA76BKqrgiZVFbXWtnlZ2FMczgneViUqFz6sJrNXgJ+OKnsYX42QvEsYmlKuRLsXwmYoK"
    "SRMT0XzmeYIJVq+DrPTL5Psbo0V0hlfsYctW+2c2AGfUlXwdNhdBWOgwF2cAt3h2Afp5fY"
    "F3Ha1EyyJiwsvukpu7hEnE4W9ihZXsILSRARNSIk0vXsAFnDV5gLYR8lkqLeAfBLs3dN9K"
    "B1Cfb5OcGnMWZ+FW5xJnCoG5QOSyZcrcWSUIW7QcbMXwm80rEmE+rYBFHNWKY9/hF2eFoT"
    "S+ERzZlYK/BjqtLpJifavFCkuUCQOXWIYc2pmwkigxAvHoCDDMMGkPmQWGjNEnsBqvsIMl"
    "2Yc2ASyjXULaBjAIHNareBV/aayKPAQHCxQTYnq8YzPI/r6ZKYmOyg1Bx9DINqC1kZS++l"
    "8uspe0HptH2xWsruNBohywjbph945DnpiaHkk6MdCb8F03rFH1/4wYxW+IlM11PyiYxW+I"
    "lP2NxiofLYHksjdMWeFKbzFf5pLqn4jxPLM+A+Kx4nIpplQBbDekk/L38OS7FgvCJLRbbI"
    "EZI9n9hXZQy8h/679seLAG96kofw+E7p9zlVkMNvTMQsFCGT1upa24Q8TqmUFe4szpmxTJ"
    "PsLHAuqxMdJJXlpIdjMdqf16KMDua6ynXkw2E/xtqrXjKd7P3dVXf06vx13CyR/rQw2pBn"
    "cvKB58IdoXpGjIMrUZD5W+maofxT1BwYd2671/esWEBwOMX93h/dS0D/0qwTg974llUT8I"
    "6m+MtwPPni5ooIDvkZJKa4oww63T57QnCYFGoKuQpWnlciuvMUWqIidNJtoc5LVJ63Qv5O"
    "LtdP4ZTVxlVs7fIcEfJhzXVB+NlhXULD2wwdMG4z+pBQZ0Bdfixn9SGhTs/B9tLkuRIUmI"
    "MDSglreg4uBWucUsKaMVpVigq0Frxy6EXHbbwPCXXGCC4PdVYfEur0qNZMi/z8crNwhFZC"
    "mx7FJaFN0kpo06N2bm5KSm8BpYQ1PWJLwRqnlLCmR+sOGYa5VTVozcoN2mQHEuT02D0EZG"
    "4HEuT0SLbQ7IBhHKOW8KbHcGl409QS3njmCjRHFhLKsBAhaV7Q56cixbg/ZRfj/pQuxm1u"
    "LF4KnGyAQ4o6G8NKAlx9tXOZmzYbegvB2RAbO++zO11rlff2iXVB1O0rQiQDTUoHmshwq5"
    "owIuIoW5wDESIJfWnoXYduYfBjZBL+quKrZBjQs4UBhZEMB6M8DrpqKMCxr70Atn5syMHI"
    "ThBcNRjXyBJWAFU/0kaimo9qZHMsHJ+WzillmVuOtubKo775fYSMrKpHAeA3bl8jIgE0B/"
    "bY2IwkqT4YrXhq7CaixTJPHowTC2ns0q6aipOFvutuuFUVUI283pqKljnj6ZXFgBp6fTQR"
    "nzAr/cEwfQm6aipYLJVVhTiNaX9NBYv8HtLHwWiNWDe3uu2Y1q5JWAlF/fP1cy7E2Qj71U"
    "6K4ByRikUhr5nNp/DerBrg6M6saOKWU0TKRo5jsFxm1eDFsBrHOm0IauVSc7ib1ez8HMFm"
    "dm+SDhUFTfem6lAwYK0jtWsAtIHugC35D2oaWhN+vAHKeo3w7FcTGztaLgY6QLeBA58QBn"
    "SqSpw97gD0Ok5n63ieR3ISduQl34imJKKVGwqnNHAT5QfJUWROg7pplFsgO6fBi1RGqBkj"
    "jpwOW1ZNOVrJCelzclyfE1nZClRe2eqJ/A7+kN2fP8CnrfPgPfu91/ldHd7cXAL/aIp/Gy"
    "r9S0D/TvHw60B1z/2jKf7SHSj9yTd13BmOWAKB2Hl4/643Hkfvu+dT/K3b7w+/qh1lRG5G"
    "TqZ43O0MB9eqe+0SxE6nmHTuEflHhOL+ajzpTe4nveGAEETOpli5vibtqF/PJQiPp/hW6d"
    "94l4PD4Nn0SvBkejLFN/f9vtc+OAxyJdx1B5MgWwI9mWLyjapeogTFfa/klSkmUI26Hfdu"
    "eJzcfBaZSNpFJpJ29kTSTk0kj+aMY5zKThrtt5f5og/IF21q2saySrkMJkgb6DN4uj6C7F"
    "LCEKIh/XspRidIJaNrzWiZeLw+zlgy2XVRjwvR2trPnRI4sPxmqx6jxuH92kcr2nqvAvIr"
    "Vez5akAb6jPwiOZkFNF0vExcBZpJ1mJarQfoHG1iCfoDVIPaEuKFYNJTHw+pJKzvTNfKUR"
    "JKPcuR9SyRj0pw/xanlNu3Wm/f3HlZSA4OKKQkfIAkDOcOskRwDwgk7AfVJpbiihRX6sKG"
    "g8WVjjLuKNfdF5ZWIg4j2fJK3Ktkv8QSd23ZL7PcmttA5ECEnbMW2OrOEhBpAtAVS4O2Y1"
    "NfBGsHQsdK6u+gMyeGFYL2hlwHcEE4YXOkmsqfMMVTPCHEj9BGgA5bG0AiJNH+3Donv9hg"
    "brnWK92tjULvOUsLIa8uiu1JVp/ZnRW0npBDqNaW+QgfdUN3dLfTKSZfDnmK14VmmLT6JI"
    "DkZQlrwStEMHUfTH4EYJmDSSe6huzXLdrtQsfAQrRw4uwNGJBRALZESmMkVKwj/7CJURlJ"
    "zuWzmPQWjo2SVSvqsgxISe7M3DgaN/qqmP0xQl5nue7sdsgscUNqVLseKV8vAf07xcpX5d"
    "sloH/LmMWK+C9kuy+kvRfCbzHFjnyhL04phb56C31kvVEzQh6z63PHqGRV7gJVuRliM7KT"
    "E8fZp5I4F8U5I9h0D84+lcS5AM7u9lJ85kjQSayLYy08eyToJNbFsRaeQRJ0EusMrFM6IB"
    "FtxV59kR/fcnxt0YtKa0fSFR2q/6E1dr9Y5sp0ss3V8TatPdofVrV3HWu+P2IGuFYnqt8g"
    "R6s1uR7RztC4PGjptI6sTgvPUj2NiWPRLJyQmGr6FFSHMPTobxYpUBqHTPX7kCbtU1KE+F"
    "wratD229dZ7VE2LqOIOfsi25x9kTJnN97F/ctoeDecMEd072iKR0NaxE69Ujq/X4LISRlN"
    "U/Vl7TIL2mcP+QhJnZlRGyeONXVzMrOKQ/IxjtI0L+KreozFdaVSR3oCOlKy3TQ5/hnZ30"
    "1A0MCZqfrc3FZGMsO85Oc+RRNnpWLTUt68lPbgCwSUNMzZbkZxqoN8jWoG+XO4Gh2k6ahc"
    "Lv/D2y5lS+V/hBuq/TJ5ZPdVRCK30IKME0QdHoaDwT/BXDcQEY8dsCLAEVEZAa9DN+cEfU"
    "GWPoLK1oG4DSPNvTsG/WyQxRPYn+ORHHk+lNp9iP5KiPhS5JYid72X+OpFbinfHT8ZwhK2"
    "P1yIIBxSNBDg6tN5+Dl1bV7Jz2yUE2QNhLr6scwmaY2IZPO5qECdIJWSda0la/azyI/NSF"
    "SdufVJ0TXJE7+yXC7mmjtX5RdrC4iaBGkVRdpWiDxK44zSbAE6QiIjdQ6I1AlluVI5JBLE"
    "ck2o9ZrgS98cYdg0DQRxZqhpQJbg8COhOxZTgytRrvL1IFVw82o47McYedVLSLqD+7ur7u"
    "jVOeNg6H7DKSAW6DLEkY4QSqwzsBbQ/9WgFEU9FbQyJ/5BYB1Xr8zKLXD1yX4hhjw9sl/w"
    "Yb/6+BppOtmyejFoVF1L1bFkonlawSdkgVem5UW7BTFs7MoPfbVZvQZUw4v9eDifmnnGpd"
    "XGx33UfvcvqRuupW44GAAiip8YUQPVPu0iGrZ2toatndKwud8NH+P9rlkhdZ3BPrtTJp1b"
    "ddQd3/cnlyB6NsWT4UTps5yj40sQOZliZdxTBuqtMrjudZQvlyB+npzHXsaJy9Axx4LiTa"
    "n8b8QnSYpkLs0bj/Zkty9cx/lup3en9F99aL1LbBujqtI4siyNftnvIiCu9Wcx/NId9Aa/"
    "XQLvYIo7/eGYXfEOygzyT0V8VbJdVZJ8EI52kmFO4c34YOeE3gjHN8nAJgF0hSOaZCiTAL"
    "rmd97mMAddn0CiWwDdDflVYvAGFBLfAviyHC8lVOtRugq06qcD+skp1euS5OalJViZ66wO"
    "bDhS/Ooz+tQON86j+eMO2TZkQ4qnBI01ae3RhrLG6irSuoBbrdccOF7xNdvRDQM4JnhEYL"
    "15NHR7iWafwdbSHQfhMF4VzedIc2isqoMMg+o5W2BBdZUmGXAhJc+t9jkeKfWkNZ7YWjl6"
    "Usdc65qIjjQgqLNuoqR+9LxQnZrznEI15+lKNU+II8Rd6Rhau4wtGuIJcY87z77YmB3Zle"
    "dKEmzGCIpXvYEy+hY4ngQ7sv5w8NsVx/Xk6tukqyTDJuGOiAzcWSUb9AhRSeDrNrRfAPkl"
    "gkSGE/K3ipDIaKWTS4xcM9Sfc0mNeOVYiCJUJtd+jFI6udVOHq9NQGDE2YUrucSdYfLEln"
    "W85V6RhWY4ZjW91l516bCDN2Bkbt2kxzBMm/MZPNgaEYzVhaXPHqjAwTR479p/np//Rf+1"
    "yJxO043+Sih0iNMiy/EfSVM3K5HQQJZzOfBMYt3bSzgjj7oET4i8histsYfMWgDTLNGkhb"
    "mlAYd4BogsaOsz5GVxJpMq6dCvW5oddhhoFYISp8nAw0TRnBlSRRILhT9JjdDKtEL1W0yy"
    "5bOfIPNNV2UuFTT1jXc4xb2B+qVPUyt7B8k54mXcJV6ienE9t1iVBby40yxnhslzZw6JpC"
    "tzAbdxGZvX4C1qXAoMVnkRJkfIJINrzWAZ0PxsAc0+ZjN9gexSaIeUDQS8+mD95/bUqxu+"
    "DXPV+8ngfW5fvZ8MXvRjzeoNsyoE6sIkP00I7Qx6Cb4Q+HTMHgJ+nF6CXwT8ULHJU8NlGz"
    "TjdNKm2Spp05RueC9oWotlLhRnAodaMkP6RNbGJ3LUHU9Gvc7kLHvQVwNwIlloU3HmfO8Z"
    "eFdkx00s05zpyaPzq9yIJTYY+52elo0gN7lBSbO3C8Ue23eAVzEDuBowrZgZnPq+MpKkVd"
    "p1rd1CG1BVqlfTFzzp2pM5n/Pt2wf0JViSJph9xCzG7v4xmORFrcaRnkSX7RSpLNZbkTHZ"
    "WosJbl57KagVEdQMc6Eapi2GcJRIwlyoWqilCwYWBhQS4GLlFKXAK2WsurDhZeLOePuYNB"
    "uES1celrLsJOpXpjZvxy9iOSISFV7c6rZjWrszrogQb7JHQLBYY3UZaV0gsM9BcPWLzepK"
    "0l8L3F4AGRTkBM4dZJFtPhul1FuVXmWOqhNCNqZnbxyTiK60CtGr17wovsr7z3dJpY/Ld0"
    "elLTweB0HlBUQMD11GzehypAu6LEWeWOIx+54gvV5rKajUJLtBTRfDRrgyIcMUMyK67eUe"
    "vsgefq2rwu40ERoJckGQhb0+IjQS5ELmb7p3yTaG5JTKSRI20Amv+nyeDLU0zIplwSw/A5"
    "8igW/z6iQkh/Off0nNyUtvISOJLEJxpDj2ESIJvVRa1U9plRzhlcA68TpqKKqRj7peGahG"
    "cDtCmmnFNQ2c2619CqqtaoUtCyinvOwmANo0nRM1LrP46u80mJlqudDMNzRDTAYNVSzptA"
    "0hmVvmihDxVFIV9cpVRNnmxnJHsZcOR1si7cne7FFKpcjmiHxiboqFQlojH1nVoPU8ZMB0"
    "LRefVo7qKBwBhSWFgKKBIkL1gVHcfFbZ6PKzWTUB2nahsu/tnLLvbU7Zd3+aE4A4StNAnK"
    "sPNZMZwl7Km56ar+gCjHjg51YwixE+Y9i/v4JG8Q9W1RoH/dNBSfDbYI4RJW83EqeTUnFp"
    "hQRy4EJkFvfbl5rBa+YB/AwLZWRjnwI530gYp5RmwlqbCbFpraCh26U4nSKWGe/rzGsLrU"
    "2Lw+Ts7KEhhUweKpY8NKW/fSml2BhBOyuroXevla8Os8NWe1VhQ4wAmuluKsEHzZy5XlLt"
    "9+0PYLtEVFUF3P6AvYbYBs7WBDsELbtFlrH2e6+RzhKpQ6BBssjNoMWapFVkR38aV3VGt8"
    "pkNvPdDOljU0ozqbyqpfKK8Upgz+i3b6DUX3EdOPKjkSECbUDQQGyPkBnRgZZjqzrHRWNM"
    "tmBGdn7EKGGTpM137Y8XwdxBT/Jmi/Gd0u9zMkuHM7mwaTtN2yR0X9bCnVhhDzbIduL9nR"
    "hLitpl0yNSODg74WSADi4i3zQPgyPXj2eeA9ytuu9TkLdR9x0YilisNWPzSAu1Q4AZE6EB"
    "aIbtz2QzbAP6dLoldrnBKhbpmN1hiktrx7NWV9BjxnabNaD3GSq59mm3RWuvIZr5MLALLW"
    "mArt/akLeH97lWdKPpt2/iPvMY9ZQi31txMSkgaSDKF0VAvsjG+CJt4m960vlO//6KVim/"
    "v5rigTLpDQdK/xL4R8nF4/lEKgGtXDz1pCr3Q/z9UDLDrASqAFBu8OTBGKWibpuIFTR0aB"
    "8+nuj+WaFdNQmn4wsjLmSZEkmA6D6xRIVBywLCiesx+IsnNsyZUEF74YkduW33uL5G9i3u"
    "+0k1/kmIANIH9cg+qFIGOLoMEEyIRQEOCBoI71EEWRmxVhd9voysKqbBr21klYIsXVvy94"
    "HevT2bQBi22rcBzIZ1f2ZOoQ3bz7JbO7CYXPY+rETagIYnDPjwoYgn7ocP2Z649F5ip0A+"
    "K5F9gtu8geieF/JzPs/xcz7nBASZ2EE8J/5sr8gIyUFukXVDu/F+kX//P4GpUH8="
)
