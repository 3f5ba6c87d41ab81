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
    "started_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
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
ALTER TABLE "match_event"
    ADD CONSTRAINT "match_event_sequence" CHECK ("sequence" >= 1),
    ADD CONSTRAINT "match_event_number" UNIQUE NULLS NOT DISTINCT ("match_id", "run", "source", "sequence");
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
        num_nulls("model_version_id", "features", "feature_digest", "expected_home_goals",
            "expected_away_goals", "score_grid") IN (0, 6)
        AND ("score_grid" IS NULL) = ("missing" IS NOT NULL)),
    ADD CONSTRAINT "live_update_score_grid" CHECK (octet_length("score_grid") = 484);
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
    "eJztXe1z2ri6/1c0+bLtDNtpaJv2Zu/cGYfQlrMEeoFsT++y4yggwDdG5timNHPu/u9Xkt"
    "9kWzK2MYlx9aGpX/TI5idZet6ff58tLMu9h6b5StvODbeLXfvx7BL8+wzDNSIHwvstcAY3"
    "G/4uveTCe5ORQNpSR2HTe8e14cwltxbQdBC5NEfOzDY2rmFhSvB1ZYG5MQe7FXSBa7H/Xw"
    "Fts0F4/quFzcdXtJ+5NSMdGXiZn2SLjX9tke5aS+SukE0I//yLXDbwHP1ADj3999nCQOac"
    "HZ9BlxIZ8zPaCP3Y2MhxyCs6AV2AiTH/oXM/Uvfo3McNu3vGiMlPZid/U8LNg84eE0OWPI"
    "fcYtf1gPbKWPaw+5G1pT/5Xp9Z5naNo/abR3dl4ZDAwOzZS4SRDV1En+DaW4ox3pqmPyIB"
    "7B4cURMPB45mjhZwa9KRotTeC0TXznR9MJzo4+5E189SoxhQcKPkX5oRCAkc5FUdBsCSvs"
    "Kv/9Fuv3nzvv36zcWHd2/fv3/34fUH0pa9b/rW+7+9l4nQ8rpimPU+9QYT+kIWmWbeFKQX"
    "/mY00IV6NMQR+t6YxdG/Jgi6xhqJ8fcoEvjPfZJXwUFyNALss4YjuBCNR/ShPMGAZGA76d"
    "10xxPt5gvtfu04/zIZTtqkS++02dXHxNUXFy/jgxF2Ar72Jp8BPQX/Mxx0GZyW4y5t9sSo"
    "3eR/zug7wa1r6dja6XDOYxJcDi6RptywzlzLTo9sZwVtyagGBImBJQCd4FCereEP3UR46a"
    "7I6YfXGUP7hzbqfNZGLz68TgzXwL/TZrf+TsJL36gYvj5FAwG+yAPwhRzgixTALrTJXlUE"
    "4IiigQCft/MgTFpJIWb34hjfo4VlozTG/xgPB2KMI4rk8m/MXPB/wDSc1DYswNrfZesCdQ"
    "ayFIrYkh8A+uJG+2cS605/eJVcy2kHV8nFY+Eiwdoshz0kUKiXR53cou9fYEWJKBq4orzN"
    "s6C8la8nb9lyQpn6xQPHWNIL93D2sIP2XE/dsdqWrG361rq9Tl6BGC4ZcPQX0vcPpbKOZZ"
    "qIbbGjLT4TCm7xJq1s2W0WNtZtv/Ve8W2IESCNgbUAEPgdWPalJ5sZLthBB0DnAc0BWUUB"
    "xPPwDpHg0qLd4d0VFPsca2vP2OrukM2UzGsq0OUQAeNY6VE3ShI8JUkwGre8C2REoRZIyQ"
    "IZ34HIz3QoHAX2/hjRQft/3eB+agaALGru1hHP7y7erhn+PfKKEHuTOj7XQ+o6z/Wz/77t"
    "3navL4H3/xSPbgeD3uDTJfAPpnh82+l0u9e0UXg4xV+00aSn9S+BfzDFH7Venzby/k/uTr"
    "mElos8MktSS8KJLBfJL4jbl1LDmK20ilMq5VWtlVcLAxvOqtQ4J0grGOjTEZtObpxJU9Fm"
    "KOX3wvb7Wb6qvtjXyWF8fTCb1z5/+/7thzcXb0PuLrySxdQFDFwE32wF8bIQgByFgpBe2e"
    "LiIMZoFIwek7rYOoVA5CgUhB4gG8sWbHdZkkFAodSC5aUCZNsiQ9kE/ZDM3JCglBxwOmhP"
    "uv+cZKMdMhP94eBT0Dw5BLXSEa43hOvzMRJqCKMGrX36wXjTfcpB+YjsV9IpfVkt9WUza1"
    "5IWxa0r0Z/8LwDELf+vs1j/X0rt/6+Tcr57P8C0Abt66yaqZPld2ZtA6+0/LM3JGkgykdw"
    "YDBENt7xmmwk0vU5oCnFEdeMs/DX6Dft9xfhqkxPstbh8Y3W76dZ4wfyE8qqbQPaOs/Zs3"
    "5X+3TbvQTe/1NMIOiOBtqkNxxQlWzs9PkUsQX4OE6sgS55T4HW/con/Pj7CJlQ4hsl4sxG"
    "rMfPRLixvOWoHoNYlOWOrvrfbmzKm8Z3pK+hO1uhg7Hrk75uaFeNBmu7oTrdSsC6ZV01Fa"
    "2KZlWjZ5SDoEOdHQ7EaMy6aRJITyagx1f5fdJ6ak/IKbrr3vakrzjKvW4+GuB6+MUBXh+A"
    "GogRYK56AAL2lf0G7tjVO2A4gHvdMb34yrX078yl58XLtPPPsR5S0CWIx8rTHjxga4dzOw"
    "alkGbkbDjEvkH0K+Sef+DTVEBKCZb9mdUq4ZCnxiDb8svTKft+re2+bL0i65LtFAyiSBHW"
    "WawrqYpo59GmteXatHZKm8ZQS8Os2TZ8zMBZgG/zPM2uh7dX/S74Mup2emMiYP/5V0pVlt"
    "wB828Madqns3U2ZJ9IyC2Fh4Cnqgb8n2SLTml7hJ9EejA+WjYylvh39JhSzOVQ7pzg1yCT"
    "lVpU+bUL2UvBYkAO5shErrfpaeOOdt312NK81tHE15EejSFGE4v8yT0WpcX6Z/0s8o4Bvx"
    "rkQP9AcfYawXkfuS4TswQCLHe/lS2yzklLwiGETXPIqGsiKZEXAy6NCZlZW3MOsOWCewSo"
    "3w2NInlssaARw3XA/aOLaDAJaY0ewYy8qEgiraJLgfz555lrbYwZm5XQjtYBa7FwEJH8su"
    "RTG82Q8T1098yXsoBDUw86UHJiHTehVoacGE6avMJDNMuaJzQcxUoc+xpz+vXFaJrE7Vbm"
    "6Ocva4VWjoimSZA+sQDxgAQOD1cGhrZECvYJEpCzje307PFZ8PmukqHqiCwKV72BNvomdv"
    "W7ErhWXn2bdLXU+vFoWlC4ScpB54hKAl+32f4MyD+va9pzry5HD+MMrHp54Y0oGgjwu9d5"
    "ECatpBCze0mMY3x9ETtAglSZAmptCrDRxoSPJQc6RqpC/eo2zrVx/P+IoLu10Yi9m0ARw9"
    "1vZStiFl5L3fab7lXETFYI+ESOl8mD6aCoYoSeYWAwpZyb1rcUohSqVSKdoP/WvgwBHd1a"
    "pPQqSs1RSzVHYuzyshwJsgbyHdUzdt53UXAXCokUo1G7DYgf3O/Q3Iq8HjOs4BGJMoPPjS"
    "VyCq1AEUUDF5/qQ56oeXBbLrdJglQtRLVeiAxMBkuShkjCUIUUTQg5jn9Ib9o5PqQ3bemH"
    "RG/V00/kuWGug6eIxCuhhI9I08INWod5Jjyh8PwP6/5MKDXTG61scfl//SZ7xeS+hZdgZ9"
    "kPLbAz3BXzINjYFl13nbRovLd10cSXYW63mY1g/sSX5OfpEW0V7gO3t73rAlL1dmvMX1Ga"
    "Ml/GfuH67D8XW8wSewL2JPrn7X+dPf0m7+0C3q7N78fsp+9xJ5cGj0qMficQMFobiVmlVD"
    "z5lIpzCwtMhVI+KWiukjbRK67lQrMAemH7BkX4VwYmE3PSYMoTYIUEKi3uEfLiZyUek+TF"
    "V4nHVOKxCjQ6VSUei6nXIsY+Bfke7VqMUinXaq1cq1GC6BP64E5tlFeIjNU9+SxLjHOSVo"
    "10nUdaZQJv7jjXxj2I5vzp0PR2skAtvkErW+PJchHNuLa5PIRM6LiAYMoiJ8CS9IGBtXUv"
    "gfWdJvowTUD7BX7qHvDCmVkbBF6/9MKtaPkfBGcrPmUIeEGVosZckFrkKR54QFJT9qhixp"
    "uQREX4VuR1xFwfig1CSHLSqqHnsJc957rn2dWkq15odtu75oWmvv0r3mdrF3ozUtXw3PFC"
    "Sg3HW3XI6rKDzitwZ2/xHaDvxaJIgefwSwuckZbOytphsLCt9W/sl1361z2f4PSq9xQPne"
    "IpvkM/Nmjmstxgd5esi6VFcADedTQHXhFN8GDMHqzFwrNgkWaGDZjr+sZtsZehL0dLvK0N"
    "x6Gpn+iiS5qtyxi4ELkeMEJeory8Jq5obGltN0zBbBU3ddXFJq9W9jO/mmHu0JVt+biVmv"
    "HLx/bgcjZIVALjo2lBGd8SUCS9HijJsTbN8yS850cRQZIehXGZg92kl8gFw3N0GHW1fhJR"
    "WvsOi2oSyllBjuSkGZHKzCqbFXQkwYD7TbQhca0ttOzeRBtNqHGVO5nij73ReKJ/1vofL0"
    "F0PMX0r04F10sQHk7xuNsZDq795twJ6ee23/fbh4dTrF1pg2siEZOnhof1sOpKUn7JbTqy"
    "jF/KllbIphPxfkXAT5Apq9pBRT7rYgA4oY/hJPSFsbptkRBTcJjjlGqYaz3MvNxaZJB5Oq"
    "X4r/MIq/SaddJEqhyPh3nx78nxOCKfy6jXmagkj88SSiGBvwItul8xRKpGjyqK7NWjb6Om"
    "exXpZMyB46INlx7gF4dcsRFch3plYOBfmQp7YyMqSlBb3RrOaRpHhNN68gr6ZGrwQBFzB1"
    "bQAdgCS7hxWAcGZl2wrlvgjv9mAovkHd+Qa0CaR02oqXKKKcTgbk1O1ohMlDuWhpLRWVuX"
    "kKJfWGzIPbw3TEKIHEDbzluAZqoD94/s/xw5FELFEpkOfyaXR9FvyJ9gIaQotPvxVEo7Xp"
    "F2/GQ0jifk1y38OEozetVP+3rA/cTJEJUZ6GiB/HAr07dLZndAUGcde0l4z/OEd5/Lw7vP"
    "U+Hd6DvZ5oWiohxhnkZN4RyWTGU9OHsG3TXloEsouzgypc6stbIrSOeWHuGMLEQ8Ubk8RD"
    "VbvQ5JQxSkNSuejihNqXaC/TtB4LSmr4gkrTNHNoE6UO7hIqEv6e9SM/CP7P0SYgd38PEQ"
    "7OP0Cvs8nkczi6wVS1tskpBnL4/TqczxJfOX+z6vRVhQjkT5TxzAgwaK1ELY80RKBDgAfm"
    "UOrYl+rC4e6z8n+NYcmUGZ1+KDIKBuUL4VldGvFltCFWZoycpfCbzK4UIKdWyBqGYu0x7/"
    "iDo8rYUl94wWLKwV+LdU6YyREc6YK5SxQBQjdZRgzan7ASKTEC/vgItM0wGQ+RbYaMMyxw"
    "Cq+whDqa0FsAjlBho2MDCAwGHFgcALZ0PkUWAiuNwiRxC2/QTPE3pAJBYmJ6xlRB/DoNpB"
    "VifNf6nsgp1+1CNtn69Yp7eMcmSS2EP6gXPPSS8MJZ/Md1T4LZjWK/743A9mtIWfyHQ9JZ"
    "/IaAs/8QFbO1yo/qo/pBxdvidF+SIL/zSPtPiPKxYs6z0r7mFeNFRWVVt5Tv+fYA1LDcF4"
    "TbYKucgRkT2d2FdlIKeP/pv2+4sQb3qShfD4Ruv3BWU2o2+siBWTI1NWzFpbMf2R0ulQeK"
    "u4YMWyLMJZ4MyhTnSQVJaTHo410MG6xg90uNZVriMfDvuxob3qJfMV3t5cdUcvzl/GzRLp"
    "TwujLXmmIOFsJtwc1RNiHF7hQRaz0jVD+adIaj3ufO5e37Js1OHhFPd7f3QvAf1LQ6cHvf"
    "Fnlq7aP5riL8Px5IsX8BweisOgp7ijDTrdPntCeJgUanK5kFUeHM1znoW2KI5ORZXVeYvK"
    "8lbI5uQy/RROWW1cBWuX5YiQDWumC8LPDusKmj4zdMC8lfShoJZAXX4uy/pQUKfXYGdliV"
    "wJcqzBIaWCNb0Gl4I1TqlglcxWnaIC7aWo3m7eeRvvQ0EtmcHloZb1oaBOz+qZZZOfX24V"
    "5mgVtOlZXBLaJK2CNj1rF9a2pPQWUipY0zO2FKxxSgVrerY+ItO0dvoM2vNykzbZgQI5PX"
    "cPAVnYgQI5PZNtND9gGseoFbzpOVwa3jS1gjee0QAtkI0KRd5zJM0LBvyQp9rrB3m11w/p"
    "aq/W1halRpEDHFHU2RhWEuDqy+mqrJZy6G0E50NsPvqf3elaq/y3T+wLRd2+OCIVaFI60E"
    "SFW9VkIDhH2fwjwBEp6EtD7zl0FwY/Rqbgryq+SoUBPVkYUBTJcDDK47CrhgIc+9pzYBvE"
    "hhyM7ATBdYNx5bawHKgGkTYK1WxUOea4cHxaOteQbe0E2porn/rj7yNkykp3hIB/9PoaEQ"
    "mgObDH5iaXvPhgtOIpk5uIFstIeDBOLKSxS7tqKk42+m544VZVQDXye2sqWtZcpFcuBtTQ"
    "76OJ+ETZyg+G6UvYVVPBYqmsKsRpTPtrKljk95A+DkZrxLr5bDiuZT82CatCUf9i/ZwHsR"
    "zhoApGHpw5qbgo5DWz+eTmzaoBLlYTuoFIOch1TZbLrBq8GFbjWKcNQa1cag6PWZXn5wiZ"
    "2b1JOnQUNt2bqkPDgLXmapoA6NDa3bTANpzN0IaMxyugbTYIz3+1sPl46RXgNhzgwgeEAV"
    "2qEmf3jwD6HaezdTzNIwuWAedTEtGM/rlTGngJ1MPkKCqnQd00yi0gz2nwLBnzazYQR06T"
    "rKppHK0UgfI5Oa7Piap4BCqvePRAfod4yu7PHxDQ1nnynv3e6/yuDz9+vATB0RR/Gmr9S0"
    "D/TvHw60D3zoOjKf7SHWj9yTd93BmOWAKB2Hl0/6Y3HvP3vfMp/tbt94df9Y42Ije5k7Bs"
    "u3ctLNzunU4x6dwnCo4Ixe3VeNKb3E56wwEh4M6mWLu+Ju28Wu/RccUl42+6g0mYLYGeTD"
    "H5RnU/UYLmvVfyyhQTqEbdjnc3Ok4yn3kWknaehaQtX0jaqYXk3poLjFPypNFBe5Uv+oB8"
    "0dZstrXtUi6DCdIG+gyero8gu5QwhMyQ8b3UQCdI1UDXeqBV4vH6OGOpZNd5PS6K1lx+6p"
    "TAoeVXrnrkjcP7tY8233qvAvIrVewFakAHGnNwjxZkFtF0vExcBTOL7MW0Wg8wBNrEEvQH"
    "qAZnK4iXBZOeBngoJWF9V7pWhpJQ6VmOrGfhPqqC/FucUrFvtWbfvHW5kBwcUihJ+ABJGC"
    "5cZBfBPSRQsB9Us1aJK0pcqcswHCyudLRxR7vuPrO0wjmMyOWVuFfJfokl7tqyX2b5bO1C"
    "kQOR4Zy3wM5wV4BIE4DuWDPouA71RbAfQeRYSf0dDObEsEbQ2ZLrAC7JSDgCqabyJ0zxFE"
    "8I8T10EKDT1gGQCEm0P6/OyS8OWNie9crwaqPQe+7KRsivi+L4ktVv7M4a2g/IJVQb27qH"
    "94ZpuIbX6RSTL4c8xe9iZlq0+iSA5GXJ0IIXiGDqPZj8CMAyB5NOjBlyXrZot0sDAxvRwo"
    "nzV2BAZgHYESmNkVCxjvzDFkZlJDlvnItJb9HcKFm1oi7bgJLkzqytOxNGX+WzP3LkdZbr"
    "zj4PmSVuSI1q1yPt6yWgf6dY+6p9uwT0bxmzWB7/Bbn7Qtp7IfoWU8ORLfTFKZXQV2+hj+"
    "w3uiTkUV6fO0alqnLnqMrNEJsTTq44zgGVwjkvzpJg0z04B1QK5xw4e+xl8ZUjQaewzo91"
    "4dUjQaewzo914RUkQaewlmCd0gEV0Vbs1RcF8S3H1xY9q7R2JF3RofofWmP3i22tLVduro"
    "63ae3R/rCqvZtY8/0RM8CzOlH9Bjlab8h1TjtD4/KgbdA6sgYtPEv1NBaORbMIQmKq6bOg"
    "OoShR39zkQKlccj0oA9l0j4lRUgwankN2kH7Oqs9ysZl5DFnX8jN2Rcpc3bjXdy/jIY3ww"
    "lzRPePpng0pEXs9Cut8/sl4E7KaJqqL2snLWgvn/IcSZ0HozZOHBvq5mTJikOKMeZpmhfx"
    "VT3GxXWlSkd6AjpSwm5aAv8M+XcTEjRwZao+N7ctSWaYlfw8oGjiqpRvWcpal9IefKGAko"
    "ZZ7mYUpzrI16hmkD+Fq9FBmo7K5fI/fHZJLpX/ETFU+2VyjvvKI5HbaEnmCaIOD8PB4J9g"
    "YZiIiMcuWBPgiKiMgN+hl3OCviBLH0Fl61Dchlxz/45JPxtkiwT2p3ikQJ6PpPYAor8SIr"
    "4SuZXIXe8tvnqRW8l3x0+GsILtdxdFEI4oGghw9ek8gpy6jqjkpxzlBFkDoa5+LrNFekZE"
    "ssWiqECdIFWSda0la/azyI+VJKqWsj4puiZ54leWy8XaCNeq7GJtIVGTIK2iSNsakUfNBL"
    "NULkBzJCpS54BInUiWK5VDIkGs9oRa7wmB9C0Qhi3LRBBLQ01DssQI3xO6Yw1qeIUfVbEe"
    "pIrRvBoO+7GBvOolJN3B7c1Vd/TinI1g5H4jKCAW6jKKI80RKqwlWBfQ/9WgFEU9FbQqJ/"
    "5BYB1Xr8zKLQj1yUEhhiw9clDwYb/6+BrNDMKy+jFoVF1L1bFkoXlYwwdkgxeW7Ue7hTFs"
    "7MoPY71dvwRUw4uDeLiAmnnGpdXGx33UfvcvpRuupW44nABFFD8xogaqfdp5NGxtuYatnd"
    "Kwed+NGOP9rlkRdZ3BPrvRJp3P+qg7vu1PLgF/NsWT4UTrs5yj40vAnUyxNu5pA/2zNrju"
    "dbQvlyB+nlzHnseJyzSwwILiL6nibyQgSYpkHs0rn/Zk2Reh43y307vR+i/etd4k2EZeVR"
    "pHlqXRL/tdhMS1/iyGX7qD3uDTJfAPprjTH47ZFf+gzCT/kMdXRe6qkhyHwtFOKswpuhmf"
    "7ILQm8LxTSqwqQC6hSOaVChTAXSt7yLmMAPdgEChmwPdLflVxeANKRS+OfBlOV5KqNZ5ug"
    "q06qcD+skp1euS5Oa5JViV66wOw3Ck+NUn9Kkdbt1768cNchzIppRICRpr0tqjDWWN9TXX"
    "Oodbrd8cuH7xNcc1TBO4FrhHYLO9Nw1nhea/gZ1tuC7CUbwqWizQzKWxqi4yTarnbIEl1V"
    "VaZMJFlCK32qd4pNKT1nhha2XoSV1rY8yK6EhDgjrrJkrqR89z1ak5zyhUc56uVPOABELc"
    "lYGh/Shh0ZBIiLt/9O2LjeHIrnxXkpAZIyhe9Qba6FvoeBJyZP3h4NOVwPXk6tukqyXDJu"
    "EjERmEq4ocdI6oJPB1m9rPgPwKQSLDFfK34khUtNLJJUauGepPuaVyXjk2ogiVybUfo1RO"
    "brWTx2sTEMg5uwgll7gzTJbYsom33Cuy0AzHrKbXxq8uHXXwCoysnZf0GEZpc34Dd86MCM"
    "b60jbmd1TgYBq8N+0/z8//ov9aZE2n6UZ/JRQGxGmR5fiPpKmbNS40kOVcDj2TWPfOCs7J"
    "oy7BAyKv4UlL7CHzFsA0SzRpYe1owCGeAyILOsYc+VmcyaJKOgzqlsrDDkOtQljiNBl4mC"
    "iaM0d6kcRC0U/SOVqVVqh+m4lcPvsJMt90deZSQVPf+IdT3BvoX/o0tbJ/kFwjnsdd4jmq"
    "F9eTxaos4MVbZgUrTJY7c0SkXJlzuI2r2LwGs6hxKTDc5YsMMkemBrjWA6wCmp8soDnAbG"
    "4skVMK7YiygYBXH6z/1J56dcO3Ya56Pxm8T+2r95PBi35sWL1hVoVAX1rkpxVCW0KvwC8E"
    "Pp2zh4Afp1fg5wE/UmyK1HByg2acTtk0WyVtmsoN7xlNa7HMhcUHQUCtBkP5RNbGJ3LUHU"
    "9Gvc7kTD7pqwE4kSy0qTgLvncJ3hXZcRPbtGB58umCKjfFEhuMg05Py0aQmdygpNnbg2KP"
    "7TvEK58BXA8HLZ8ZnPq+MpKkVdpzrd1BB1BVql/TFzwYswdrsRDbtw/oq2BJmnD1KWYx9v"
    "jHcJEvajXmeiq6badIVbHeiozJ9qaY4Oa3V4JaHkHNtJa6aTnFEOaJFMy5qoXaRsHAwpBC"
    "AZyvnKISeJWMVZdheJ64MxEfkx6GwqUrD0tZdhL1K1PM2/GLWI6IRIWXnw3HtezHM6GIEG"
    "+yR0CwWWN9xbXOEdjnIrj+xWF1JemvBV4vgEwKcgIXLrIJm89mKfVWpVeZo+qEkI3p2SvX"
    "IqIrrUL04qUoiq/y/rNdUunjst1RaQt/jMOg8hwiho8uo2Z0GdIF3Za4J5Z4zL4nKK/XWg"
    "oqNcluUNPNsBGuTMi0ihkRvfaKh8/Dw28MvbA7DUejQM4JcmGvD45GgZzL/E15F7kxJKNU"
    "TpKwgU541efzZKilYdZsG8r8DAKKBL7Nq5OQnM5//qU0J8/NQnKJLCJxJD/2HJGCXimt6q"
    "e0Ss7wSmCd+B01FFXuo65XBqoR3I3QzLLjmgbB7dY+BdVOt6OWOZRTfnYTAB2azokal1l8"
    "9XcazEy1XGgeGJohJpOGKpYM2oaQLGxrTYhEKqmKehUqohxra3uz2E+HM1uh2YOz3aOUSp"
    "EtEPnEvBQLubRGAbK6Set5qIDpWm4+rQzVUTQDcksKIUUDRYTqA6OE+azk6IqzWTUB2nau"
    "su/tjLLvbUHZ92CZKwAxT9NAnKsPNVMZwp7Lm56ar+gGjETgZ1YwixE+Ydh/sIPy+Ie7ao"
    "2D/umkJPhtscCIksWNxOmUVFxaIYFcuCyyigftS63gNfMAfoKNkmPsUyBnGwnjlMpMWGsz"
    "IbbsNTQNp9RIp4hVxvs6j7WNNpYtGGR59tCIQiUPLZY8NKW/fS6l2BhBR5bV0L/XylaHOV"
    "GrvaqwIUYAzQ0vleDdzJp7XlLtt+13YLdCVFUFvP6As4HYAe7OAo8I2k6LbGPtt34jgyVS"
    "h2AGySY3hzZrklaRHf1pQtUZZZXJaha4GdLHppRmSnlVS+UVG6sCPGPQvoFSf8V14MiPRm"
    "YRaEOCBmJ7hMyILrRdRzcELhpjwoKZ8vyIPGGTpM037fcX4dpBT7JWi/GN1u8LMktHK3lh"
    "03aatknoPq+FO7HDHmyQ7cT7O7EhyWuXTc/IwsHZCScDdHAR+aZ5GBy5fjzzHBCy6oFPQR"
    "ajHjgw5LFYz8ztPS3UDgFmgwhNQDNs/0aYYQfQp1OW2BsNVrHIwOwOU1zajyJrdQU9Stht"
    "1oDeZ6hk2qe9Fq29hmjmw8AutJQBun57QxYPH4xaXkYzaN9EPvMY9ZS47y2/mBSSNBDliz"
    "wgX8gxvkib+JuedL7Tv72iVcpvr6Z4oE16w4HWvwTBUXLzeDqRqoBWLp56Ulf8kJgfSmaY"
    "VUDlAMoLnjwYo1TUbROxgqYBncPnE+WfNdpVk3A6vjDiQSaVSEJE94klOgxb5hBOPI/BX3"
    "yxYcGECtqLSOzIbLvH9ZXjW7z3U2r8kxABlA/qkX1QlQxwdBkgXBDzAhwSNBDeowiyKmKt"
    "Lvp8FVmVT4Nf28gqDdnGbCXmA/17e5hAGLXaxwDKYd2fmbMQw/azcGsHFpOT82El0gY0PG"
    "HAu3d5PHHfvZN74tJ7CU6BfFZF+ASveQPRPc/l53ye4ed8LggIsrCLRE78cq9IjuQgt8i6"
    "od14v8i//x/hNYP8"
)
