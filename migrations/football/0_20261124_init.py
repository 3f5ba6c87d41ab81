from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" VARCHAR(80) NOT NULL,
    "action" VARCHAR(60) NOT NULL,
    "target" VARCHAR(120) NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "result" VARCHAR(40) NOT NULL
);
CREATE INDEX "idx_audit_entry_at" ON "audit_entry" ("at", "id");
COMMENT ON TABLE "audit_entry" IS 'Who did what to what. Append-only.';
CREATE TABLE "collection_run" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "source" VARCHAR(40) NOT NULL,
    "requested" JSONB NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "added" INT NOT NULL DEFAULT 0,
    "changed" INT NOT NULL DEFAULT 0,
    "unchanged" INT NOT NULL DEFAULT 0,
    "refused" INT NOT NULL DEFAULT 0,
    "report" JSONB,
    "error" TEXT
);
CREATE INDEX "idx_collection_run_source" ON "collection_run" ("source", "started_at");
COMMENT ON COLUMN "collection_run"."status" IS 'QUEUED: QUEUED\nRUNNING: RUNNING\nSUCCEEDED: SUCCEEDED\nPARTIAL: PARTIAL\nFAILED: FAILED';
COMMENT ON TABLE "collection_run" IS 'One run of a collector: what it was asked for and what it did.';
CREATE TABLE "competition" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "code" VARCHAR(64) NOT NULL UNIQUE,
    "name" VARCHAR(120) NOT NULL,
    "country" VARCHAR(60) NOT NULL,
    "tier" SMALLINT,
    "kind" VARCHAR(16) NOT NULL
);
COMMENT ON COLUMN "competition"."kind" IS 'LEAGUE: LEAGUE\nINTERNATIONAL: INTERNATIONAL';
CREATE TABLE "job" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(40) NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "done" INT NOT NULL DEFAULT 0,
    "total" INT,
    "input" JSONB NOT NULL,
    "result" JSONB,
    "error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "started_at" TIMESTAMPTZ,
    "heartbeat_at" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ
);
CREATE INDEX "idx_job_status" ON "job" ("status", "created_at");
COMMENT ON COLUMN "job"."status" IS 'QUEUED: QUEUED\nRUNNING: RUNNING\nSUCCEEDED: SUCCEEDED\nPARTIAL: PARTIAL\nFAILED: FAILED';
COMMENT ON TABLE "job" IS 'Long work, with its progress.';
CREATE TABLE "model_version" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(60) NOT NULL,
    "version" VARCHAR(40) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "feature_set" VARCHAR(40) NOT NULL,
    "data_cutoff" TIMESTAMPTZ NOT NULL,
    "training_rows" INT NOT NULL,
    "opset" SMALLINT NOT NULL,
    "metrics" JSONB NOT NULL,
    "registered_at" TIMESTAMPTZ NOT NULL,
    "champion" BOOL NOT NULL DEFAULT False,
    CONSTRAINT "uid_model_versi_name_7071df" UNIQUE ("name", "version")
);
COMMENT ON TABLE "model_version" IS 'A registered ONNX file. At most one version of a name is the champion.';
CREATE TABLE "raw_record" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "source" VARCHAR(40) NOT NULL,
    "key" VARCHAR(200) NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "payload" BYTEA NOT NULL,
    "compressed" BOOL NOT NULL DEFAULT True,
    "byte_count" BIGINT NOT NULL,
    "etag" VARCHAR(200),
    "fetched_at" TIMESTAMPTZ NOT NULL,
    "normalised_at" TIMESTAMPTZ,
    "report" JSONB,
    CONSTRAINT "uid_raw_record_source_48be7f" UNIQUE ("source", "key", "checksum")
);
CREATE INDEX "idx_raw_record_latest" ON "raw_record" ("source", "key", "fetched_at");
COMMENT ON TABLE "raw_record" IS 'A payload as it was received, stored before anything is read from it.';
CREATE TABLE "season" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "code" VARCHAR(8) NOT NULL,
    "label" VARCHAR(16) NOT NULL,
    "starts_in" SMALLINT NOT NULL,
    "competition_id" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_season_competi_a0d3c3" UNIQUE ("competition_id", "code")
);
COMMENT ON TABLE "season" IS 'One edition. `code` is 2425 where a season spans two years, 2024 where it is a calendar year.';
CREATE TABLE "team" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(120) NOT NULL,
    "country" VARCHAR(60) NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    CONSTRAINT "uid_team_country_b9173f" UNIQUE ("country", "name")
);
CREATE INDEX "idx_team_name" ON "team" ("name");
COMMENT ON COLUMN "team"."kind" IS 'CLUB: CLUB\nNATIONAL: NATIONAL';
COMMENT ON TABLE "team" IS 'A club or a national side; its name is unique within its country.';
CREATE TABLE "match" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "meeting" SMALLINT NOT NULL DEFAULT 1,
    "kickoff" TIMESTAMPTZ NOT NULL,
    "kickoff_time_known" BOOL NOT NULL DEFAULT True,
    "neutral" BOOL NOT NULL DEFAULT False,
    "status" VARCHAR(16) NOT NULL,
    "known_at" TIMESTAMPTZ,
    "home_goals" SMALLINT,
    "away_goals" SMALLINT,
    "half_time_home_goals" SMALLINT,
    "half_time_away_goals" SMALLINT,
    "home_shots" SMALLINT,
    "away_shots" SMALLINT,
    "home_shots_on_target" SMALLINT,
    "away_shots_on_target" SMALLINT,
    "home_corners" SMALLINT,
    "away_corners" SMALLINT,
    "home_fouls" SMALLINT,
    "away_fouls" SMALLINT,
    "home_yellow_cards" SMALLINT,
    "away_yellow_cards" SMALLINT,
    "home_red_cards" SMALLINT,
    "away_red_cards" SMALLINT,
    "referee" VARCHAR(80),
    "source" VARCHAR(40) NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "away_id" BIGINT NOT NULL REFERENCES "team" ("id") ON DELETE RESTRICT,
    "competition_id" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE RESTRICT,
    "home_id" BIGINT NOT NULL REFERENCES "team" ("id") ON DELETE RESTRICT,
    "season_id" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_match_competi_90a1ba" UNIQUE ("competition_id", "season_id", "home_id", "away_id", "meeting")
);
CREATE INDEX "idx_match_kickoff" ON "match" ("kickoff", "id");
CREATE INDEX "idx_match_competition_kickoff" ON "match" ("competition_id", "kickoff", "id");
CREATE INDEX "idx_match_home_kickoff" ON "match" ("home_id", "kickoff");
CREATE INDEX "idx_match_away_kickoff" ON "match" ("away_id", "kickoff");
CREATE INDEX "idx_match_known_at" ON "match" ("known_at", "id");
CREATE INDEX "idx_match_status_kickoff" ON "match" ("status", "kickoff");
CREATE INDEX "idx_match_updated_at" ON "match" ("updated_at");
COMMENT ON COLUMN "match"."status" IS 'SCHEDULED: SCHEDULED\nLIVE: LIVE\nFINISHED: FINISHED\nPOSTPONED: POSTPONED\nABANDONED: ABANDONED\nCANCELLED: CANCELLED';
COMMENT ON TABLE "match" IS 'One match. `meeting` tells apart repeated home matches of one pair in a season (split leagues).';
CREATE TABLE "competition_rating_history" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "known_at" TIMESTAMPTZ NOT NULL,
    "state_version" VARCHAR(24) NOT NULL,
    "state" DOUBLE PRECISION[] NOT NULL,
    "competition_id" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE CASCADE,
    "match_id" BIGINT NOT NULL UNIQUE REFERENCES "match" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_competition_rating_known" ON "competition_rating_history" ("competition_id", "known_at");
CREATE INDEX "idx_competition_rating_at" ON "competition_rating_history" ("known_at");
COMMENT ON TABLE "competition_rating_history" IS 'A competition''s rating state after a match; `state` is CompetitionState.to_vector().';
CREATE TABLE "feature_row" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "feature_set" VARCHAR(40) NOT NULL,
    "as_of" TIMESTAMPTZ NOT NULL,
    "values" DOUBLE PRECISION[] NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "computed_at" TIMESTAMPTZ NOT NULL,
    "match_id" BIGINT NOT NULL REFERENCES "match" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_feature_row_match_i_6ba441" UNIQUE ("match_id", "feature_set", "as_of")
);
COMMENT ON TABLE "feature_row" IS 'The features of a match as of an instant.';
CREATE TABLE "match_revision" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "source" VARCHAR(40) NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "match_id" BIGINT NOT NULL REFERENCES "match" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_match_revision_match" ON "match_revision" ("match_id", "changed_at");
COMMENT ON TABLE "match_revision" IS 'What a match said before a source corrected it.';
CREATE TABLE "odds" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "bookmaker" VARCHAR(24) NOT NULL,
    "market" VARCHAR(16) NOT NULL,
    "line" DECIMAL(5,3),
    "taken" VARCHAR(8) NOT NULL,
    "home" DOUBLE PRECISION,
    "draw" DOUBLE PRECISION,
    "away" DOUBLE PRECISION,
    "over" DOUBLE PRECISION,
    "under" DOUBLE PRECISION,
    "match_id" BIGINT NOT NULL REFERENCES "match" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "odds"."market" IS 'MATCH_RESULT: MATCH_RESULT\nTOTAL_GOALS: TOTAL_GOALS\nASIAN_HANDICAP: ASIAN_HANDICAP';
COMMENT ON COLUMN "odds"."taken" IS 'OPENING: OPENING\nCLOSING: CLOSING';
COMMENT ON TABLE "odds" IS 'Decimal prices of one bookmaker (or market average or maximum) on one market of one match.';
CREATE TABLE "prediction" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "kind" VARCHAR(16) NOT NULL,
    "sequence" INT NOT NULL,
    "data_cutoff" TIMESTAMPTZ NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    "feature_set" VARCHAR(40) NOT NULL,
    "feature_digest" VARCHAR(64) NOT NULL,
    "home" DOUBLE PRECISION NOT NULL,
    "draw" DOUBLE PRECISION NOT NULL,
    "away" DOUBLE PRECISION NOT NULL,
    "expected_home_goals" DOUBLE PRECISION NOT NULL,
    "expected_away_goals" DOUBLE PRECISION NOT NULL,
    "score_grid" BYTEA NOT NULL,
    "match_id" BIGINT NOT NULL REFERENCES "match" ("id") ON DELETE RESTRICT,
    "model_version_id" BIGINT NOT NULL REFERENCES "model_version" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_prediction_match_i_2c3114" UNIQUE ("match_id", "sequence")
);
CREATE INDEX "idx_prediction_made_at" ON "prediction" ("made_at", "id");
COMMENT ON COLUMN "prediction"."kind" IS 'PRE_MATCH: PRE_MATCH\nIN_PLAY: IN_PLAY';
COMMENT ON TABLE "prediction" IS 'The receipt of a prediction. Rows are append-only; `score_grid` is float32[11][11], little-endian.';
CREATE TABLE "rating_history" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "known_at" TIMESTAMPTZ NOT NULL,
    "elo" DOUBLE PRECISION NOT NULL,
    "pi_home" DOUBLE PRECISION NOT NULL,
    "pi_away" DOUBLE PRECISION NOT NULL,
    "state_version" VARCHAR(24) NOT NULL,
    "state" DOUBLE PRECISION[] NOT NULL,
    "match_id" BIGINT NOT NULL REFERENCES "match" ("id") ON DELETE CASCADE,
    "team_id" BIGINT NOT NULL REFERENCES "team" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_rating_hist_match_i_27db7d" UNIQUE ("match_id", "team_id")
);
CREATE INDEX "idx_rating_team_known" ON "rating_history" ("team_id", "known_at");
CREATE INDEX "idx_rating_known" ON "rating_history" ("known_at");
COMMENT ON TABLE "rating_history" IS 'A team''s complete rating state after a match; `state` is TeamState.to_vector().';
CREATE TABLE "team_alias" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "source" VARCHAR(40) NOT NULL,
    "country" VARCHAR(60) NOT NULL,
    "alias" VARCHAR(120) NOT NULL,
    "team_id" BIGINT NOT NULL REFERENCES "team" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_team_alias_source_1e071d" UNIQUE ("source", "country", "alias")
);
COMMENT ON TABLE "team_alias" IS 'A source''s name for a team.';
CREATE TABLE IF NOT EXISTS "aerich" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSONB NOT NULL
);
ALTER TABLE "competition" ADD CONSTRAINT "competition_kind" CHECK ("kind" IN ('LEAGUE', 'INTERNATIONAL'));
ALTER TABLE "team" ADD CONSTRAINT "team_kind" CHECK ("kind" IN ('CLUB', 'NATIONAL'));
ALTER TABLE "season" ADD CONSTRAINT "season_of_competition" UNIQUE ("id", "competition_id");
ALTER TABLE "match"
    ADD CONSTRAINT "match_season_of_competition" FOREIGN KEY ("season_id", "competition_id")
        REFERENCES "season" ("id", "competition_id") ON DELETE RESTRICT,
    ADD CONSTRAINT "match_two_teams" CHECK ("home_id" <> "away_id"),
    ADD CONSTRAINT "match_meeting" CHECK ("meeting" >= 1),
    ADD CONSTRAINT "match_status" CHECK (
        "status" IN ('SCHEDULED', 'LIVE', 'FINISHED', 'POSTPONED', 'ABANDONED', 'CANCELLED')),
    ADD CONSTRAINT "match_score_whole" CHECK (
        ("home_goals" IS NULL) = ("away_goals" IS NULL)
        AND ("half_time_home_goals" IS NULL) = ("half_time_away_goals" IS NULL)),
    ADD CONSTRAINT "match_finished_has_score" CHECK (
        "status" <> 'FINISHED' OR ("home_goals" IS NOT NULL AND "known_at" IS NOT NULL)),
    ADD CONSTRAINT "match_scheduled_has_none" CHECK (
        "status" NOT IN ('SCHEDULED', 'POSTPONED', 'CANCELLED') OR ("home_goals" IS NULL AND "known_at" IS NULL)),
    ADD CONSTRAINT "match_known_after_kickoff" CHECK ("known_at" > "kickoff"),
    ADD CONSTRAINT "match_goals" CHECK (
        "home_goals" >= 0 AND "away_goals" >= 0
        AND "half_time_home_goals" BETWEEN 0 AND "home_goals" AND "half_time_away_goals" BETWEEN 0 AND "away_goals"),
    ADD CONSTRAINT "match_counts" CHECK (
        LEAST("home_shots", "away_shots", "home_shots_on_target", "away_shots_on_target", "home_corners",
              "away_corners", "home_fouls", "away_fouls", "home_yellow_cards", "away_yellow_cards",
              "home_red_cards", "away_red_cards") >= 0);
ALTER TABLE "odds"
    ADD CONSTRAINT "odds_one_price" UNIQUE NULLS NOT DISTINCT ("match_id", "bookmaker", "market", "taken", "line"),
    ADD CONSTRAINT "odds_taken" CHECK ("taken" IN ('OPENING', 'CLOSING')),
    ADD CONSTRAINT "odds_above_one" CHECK (LEAST("home", "draw", "away", "over", "under") > 1),
    ADD CONSTRAINT "odds_fit_market" CHECK (CASE "market"
        WHEN 'MATCH_RESULT' THEN "line" IS NULL AND num_nulls("home", "draw", "away") = 0
            AND num_nonnulls("over", "under") = 0
        WHEN 'TOTAL_GOALS' THEN "line" IS NOT NULL AND num_nulls("over", "under") = 0
            AND num_nonnulls("home", "draw", "away") = 0
        WHEN 'ASIAN_HANDICAP' THEN "line" IS NOT NULL AND num_nulls("home", "away") = 0
            AND num_nonnulls("draw", "over", "under") = 0
        ELSE FALSE END);
ALTER TABLE "raw_record"
    ADD CONSTRAINT "raw_record_checksum" CHECK ("checksum" ~ '^[0-9a-f]{64}$'),
    ADD CONSTRAINT "raw_record_size" CHECK ("byte_count" >= 0);
ALTER TABLE "collection_run"
    ADD CONSTRAINT "collection_run_status" CHECK ("status" IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED')),
    ADD CONSTRAINT "collection_run_counts" CHECK (LEAST("added", "changed", "unchanged", "refused") >= 0);
ALTER TABLE "feature_row" ADD CONSTRAINT "feature_row_digest" CHECK ("digest" ~ '^[0-9a-f]{64}$');
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_sha256" CHECK ("sha256" ~ '^[0-9a-f]{64}$');
CREATE UNIQUE INDEX "model_version_one_champion" ON "model_version" ("name") WHERE "champion";
ALTER TABLE "prediction"
    ADD CONSTRAINT "prediction_kind" CHECK ("kind" IN ('PRE_MATCH', 'IN_PLAY')),
    ADD CONSTRAINT "prediction_sequence" CHECK ("sequence" >= 1),
    ADD CONSTRAINT "prediction_cutoff" CHECK ("data_cutoff" <= "made_at"),
    ADD CONSTRAINT "prediction_feature_digest" CHECK ("feature_digest" ~ '^[0-9a-f]{64}$'),
    ADD CONSTRAINT "prediction_probabilities" CHECK (
        "home" BETWEEN 0 AND 1 AND "draw" BETWEEN 0 AND 1 AND "away" BETWEEN 0 AND 1
        AND abs("home" + "draw" + "away" - 1) <= 1e-9),
    ADD CONSTRAINT "prediction_expected_goals" CHECK (
        "expected_home_goals" BETWEEN 0 AND 100 AND "expected_away_goals" BETWEEN 0 AND 100),
    ADD CONSTRAINT "prediction_score_grid" CHECK (octet_length("score_grid") = 484);
ALTER TABLE "job"
    ADD CONSTRAINT "job_status" CHECK ("status" IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED')),
    ADD CONSTRAINT "job_progress" CHECK ("done" >= 0 AND "done" <= "total");
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "prediction_append_only" BEFORE UPDATE OR DELETE ON "prediction"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "prediction_keep" BEFORE TRUNCATE ON "prediction"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE ON "audit_entry"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entry_keep" BEFORE TRUNCATE ON "audit_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP TABLE "team_alias";
        DROP TABLE "rating_history";
        DROP TABLE "prediction";
        DROP TABLE "odds";
        DROP TABLE "match_revision";
        DROP TABLE "feature_row";
        DROP TABLE "competition_rating_history";
        DROP TABLE "match";
        DROP TABLE "team";
        DROP TABLE "season";
        DROP TABLE "raw_record";
        DROP TABLE "model_version";
        DROP TABLE "job";
        DROP TABLE "competition";
        DROP TABLE "collection_run";
        DROP TABLE "audit_entry";
        DROP FUNCTION "refuse_change"();"""


MODELS_STATE = (
    "eJztXW1zm0gS/itT+rLeKq0rVmzH5726KiwriXYVySfJ+3JxioxhJHFGoAUUxbWX/34zw9"
    "sAAwKEZETmQ2IE0zPw9Lx093T3/N2amabzCHX9VFqrmtMzHOu5dQ3+bhlwifAF93kbtOBq"
    "xT4ltxz4qFMSSErKKCj6aDsWVBz8aAZ1G+FbKrIVS1s5mmkQgt8XJlA1FWwW0AGOSf+eAm"
    "m1Qob6k2noz6ekHtVUcEWaMc9Psja0v9ZIdsw5chbIwoQfP+HbmqGir8gmP/9uzTSkq/S6"
    "BR1CpKktUgh9XVnItvEr2j6dj4mmfpWZj5RdOud5RZ+2KDH+ZPrjGyFcPcm0mQiyuB38iN"
    "6Xfdobbd43nLe0LPnkR1kx9fXSCMuvnp2FaQQEmkHbniMDWdBBpAXHWhOMjbWuexzxYXfh"
    "CIu4ODA0KprBtU44RajdFwjvtWR5OJrKk95UllsJLvoUDJe8WwqGEMOBX9WmAMzJK/z0j0"
    "7n9es3nVevL68uzt+8ubh6dYXL0vdNPnrzzX2ZEC23KopZ/11/OCUvZOJu5nZBcuMbpYEO"
    "lEMWh+i7PIuif4sRdLQl4uPvUsTwVz2SU/8izg0f+yx2+DdCfoQD5QAMycB22v/Qm0ylD3"
    "ek+qVt/6VTnKRpjzzp0LvPsbsnlz9GmRFUAn7vT98D8hP8ZzTsUThN25lbtMWw3PQ/LfJO"
    "cO2YsmFuZKiymPi3/Vu4KMNWxTGtJGe7C2ilcNUniDEWA3SErGwt4VdZR8bcWeCfV68yWP"
    "ubNO6+l8YnV69i7Bp6Tzr00bc4vOSNiuHrUTQQ4Ms8AF+mA3yZANiBFl6rigAcUjQQ4LNO"
    "HoRxqVSI6bMoxo9oZlooifEvk9GQj3FIEZ/+NcUB/wO6ZieWYQ7W3ipbF6gzkCVQRKZ8H9"
    "CTD9Ifcay7g9FNfC4nFdzEJ4+ZgzhzczrsAYFAvTzq+BF5/wIzSkjRwBnlPM+Ecp4+n5zT"
    "6YQI9bMnRrAkNx6h8rSBlionnpgdM61s8tGys4zfgQacU+DIF5L3D7SyrqnriC6x47XR4i"
    "pu0SLtbN1NCQrLlld6q/o2MhDAhYE5AxB4FZjWtaubaQ7YQBtA+wmpAM+iABpq8ARrcEnV"
    "bvfqCqp9trm2FDq723gxxf2aKHQ5VMAoVnJYjdAEj0kTDPmWd4IMKcQEmTJBRlcg/Jk2ga"
    "PA2h8h2mn9rxvchxYA8KTmrG1+/+4Z6yXFv49fERpup4729YC6zn299e/73n3v9hq4fx+M"
    "8f1w2B++uwbexYMxue92e71bUii4fDDupPG0Lw2ugXfxYLyV+gNSyP0bX51yKS2XeXSWuJ"
    "WEUVku4yOIWZcSbMw2WkUphfGq1sarmWZo9qIUn2OkFTD6eNSmo+MzLspbDFPlvaD8dpGv"
    "qhH7Ks7GVzuLeZ2z8zfnV68vzwPpLriTJdT5AlwIn7KAxrwQgAyFgJDcWRvFQYzQCBhdIX"
    "W2tguByFAICF1AVqbFWe6yNAOfQpgFy2sFyLJ4G2VT9DWl5wYEpfSA40F72vtjmo12IEwM"
    "RsN3fvE4C2plI1yusNTnYcS1EIYF2tvsg9Gi24yD6RzZbqQT9rJa2ssUUy1kLfPLV2M/eF"
    "kGRHd/z/Ps/p6n7/6ex/V8+rcAtH75Optm6rTzq5hr3ystf+8NSBqI8h4cGDTeHu9kiReS"
    "1PnZpyklEddMsvDm6NedN5fBrEx+ZM3Dkw/SYJAUjZ/wJ5Q12/q0de6zrUFPenffuwbu3w"
    "cDQ9AbD6VpfzQkJtnIz5czxBaQ4xi1Bjr4PTlW9xuP8O2vY6TDFN8onmQ2pjW+x8qN6U5H"
    "9WBiUZE7vOuN3UiXX0JHWaCdYftAqmkqRjaCNtmR3hGjCa2mSSAdTIuKDsVtKlVi4ObUr2"
    "R3DpEXDOVWXwwJMDX8YAO3DkB28RCg/lQAAjrKfgaf6d3PQLMB87oTcvPUMeUv1O/i5Mek"
    "h8a+Ginot8Fi5ap4T4a5MXJ7bySQpuSUHXwHDjIKmfZ3bE1EDZSQq15Y9w1YnuBB9vYcSy"
    "c2YWu9OUfnKzwvWXZBT/cEYZ1l75L6YiePyaOTbvLoJEweFLUkzJJlwecMnDn4Ns8d6HZ0"
    "fzPogbtxr9ufYC3o46eEPSO+AuZfGJK0h9uQasg6EdNbCrOApaoG/O9kiU6o5NwhkWTGW9"
    "NC2tz4FT0nrCc5NPAjHA1pulKbWCg2gXjJmQzwhYp05LiLnjTpSrc9VyzNu4UVGx1JbowM"
    "NDXxf7l5UVqtf9FhkZcH7GyQA/0d1dm3CDprC42pFMRRYJnn7WyVdeaWlC2v6FYddbpAwC"
    "OyXS9/+ukAur8MoNG+4CQVz0KUHG3yI9MVvbe23dg5aMvmrPVJ7EDWZYpvZ2hhMd7lFdBj"
    "ZA0Uz6v33XfHRQLkLZHyPpFQdWut6n6B+ppnbM9QvkISoX2p2hzZhWagkKKBk0/17hBEKl"
    "2Xi3uIkYqJqNYTUV3U55ceT3VQoFOUtRKqc9N2Ydu7KWwH9Pj8xXxscbU68qCdrc791yuy"
    "VY0bmMYcbEzrqQ02mrMAmmODlWWSecFOqm5bSxcN2g7iEhULwfxB2/jz5JC2it23+/v+bQ"
    "Gtb73W1FNCsx9DRuufs7VBg9IBbYn8d/6v1uEXIbrcv3ZXFXa9oJ++ZZct1fEpZXftCJyd"
    "aqPRiXDgow8HVk2Ds2WWKif5xUXAEbnjmA7UC6AXlG+Qd2plYGoG1rKSYKYHbwUEIqXDHn"
    "I6ZQXNpeR0EkFzImiuRkFzEfNPKNgnIN9i/YlQCuNPrY0/NUpuckQD7ti4vECYV494WJbg"
    "c5xWcLrOnBZZbJrL59rEtLu2Za6NMzA7Z1k5Ayt3vvSWtPgp+LxEiPjufwYO0nUbwBWemI"
    "CFVlTcAAtz6RV13VOw3g1WULOAZgAI3LgdcGKvdM0BOoLzNbI50RUHaI/rGhPznLOD+CDS"
    "DIVqA2kUivdSCW+ZaHCEpjyZM+oFkO9ABdeazpDlC8LgBIGUa5mtqPBbEIhizedumNIWbp"
    "Ewo2yLlLZwi2wMQyGWMnT5WgqNjIU/zSUt/nHrlVpgE8Fti6FJb0e4kNXShcyfwxIsyI5U"
    "Z8gOZ009i3PibGf0qwlPD8ZYoVCokEwo5rUT8DgMlgkrwtjI2IxlmliyMDJZHasgxvVHXM"
    "O+GO3Payyjg7muav7ejEaDCGtv+nEj1/2Hm9745IzyFBfSnMhsxeSBQWvcJmeXIhNuhuqA"
    "GAd3WJD5onTNUP4udkIn3fe923u6hRlcPhiD/m8k7wb+/8F42x/2J+/pHqd39WDcjSbTOz"
    "yt4JvB5YMh3UjDW/ducPlgdKVhtzegLQSXcaXmZfZJaxKtK2wQ+7MqEt1pbuL7RSW5KGWD"
    "9narEO2oglgK1iilgDXaW6HuCUM79NuUOgTUKVCX78tpdQiok3OwvTCdcnNwQClgTc7BpW"
    "CNUgpYU3qrTFBJOW4xb7+N1iGgTunB5aFOq0NAnezVimnhzy83CzO0AtpkLy4JbZxWQJvs"
    "tTNzXVJ7CygFrMkeWwrWKKWANdlbn5GumxtZgZZartPGKxAgJ/vuLiBzKxAgJ3uyhdQdun"
    "GEWsCb7MOl4U1SC3hjwQ8zZKFC5yQwJE1wxI/um1zlCRG8Sg8RvEqGCIoTcfcbgxn1HCqy"
    "NRWlbKADBR6rUB0Z+nMrSH1+pLtVicTtjMtefrcvhkjkuCjo/iUSpdaOEYyjbH4OMEQC+t"
    "LQuw7dhcGPkAn4C8GfCJcQeWozfVJ2zVM7xkv0uN+dtjgdvxKUG3doShzgyGjPga0fG7Iz"
    "slMElw3GlVnCcqDqR9oIVLNRZYTjFFTT49OS6WQtc7PzqUrRtMkNgT1mfvmiuYExO0JF4/"
    "TGXm1NRctUeRbAYkCNvDqaiM/KQiQDSRX96S6oqqlgVXSoYGNPEiwUcsw3DrgQpyPsn1mw"
    "58Mba2ZwzkS8eNx2MOmnx2+z68LWOG7ZYktvDej+fQGd4OgAG2oqeEQzLFuRmGlqxwaKaV"
    "lIISHWGucUghL0BZNbsplFlQU05gUjU3085CDMXUSn1s020Abp0aliA2bPGzDMoEqAvCW1"
    "VISygRswx7vhkgwPcuflJIvT8+SFFCJB4Q6J8ughsEVwDwgE7DvALvLo18fAL/Lo57Xi1T"
    "eP/gcTv8xv3omufGWFLdHeoquQsuwBsXmO87bQHM99yMK6xGg4/APMNB2dAskBSzwX0IxP"
    "XoXueWjkBclZ21jLAFhUWa7wE94B3lVVy80kRVHCD/1PFceq1WbCytI6fLbl1Tn88g3UOC"
    "7zaByX6RrHZULjKHGgdLOPkt7DyQYL2Lm4LKQ1BxQNBLj687jEuYsH68t0klawbls8wVaM"
    "VJgoam2ioJ+FPzZl9zn9WIo4XZM0t8rOpzBX3LkqOwIjIGoSpFVEXiwRbkrh9NJ0uw5DIi"
    "w7O5344etrJWzWCWKxJtR6TfA1bI4ynJX/jyUTCQBTEgAmLHZ5PMSEl0qVnheFzXDUAYpr"
    "fvNdo7LMbr4L1nZr2y1SNCwZgBVessKM6njsPC3hE7LAiWmBJbSekAMgVs7x6wJ656u2XC"
    "9/BMRYRnO30xIetZvJPWGB229T290NhAmulia4oAMU0a8jRA3Urjt5DBmddENGJ2HIcMcN"
    "H+PtmV9D6jqD3fogTbvv5XFvcj+YXgP214MxHU2lgfxuJA0m14D58WBIk740lN9Lw9t+V7"
    "q7BtHf8XksD/uqz+uqa7zzL70plT9GfJK45OvSnHq0ObhXT888HrS3vW4f63EnF+3XMUmI"
    "tUjFDsfE00iKjXr7uAiIaz0sRnc99yhY7+LBwDrYhN7xLsp08qs8MfjpIfhxPqSE1egmzA"
    "iR5ImdhKJZvXp0fzPogbsx7t2TvqdpB9obfRjt7OOeNIgbVy24KYSuTyDQzYFuSvBSOro+"
    "gUA3B7rmF55wmIGuTyDQzYHuGn9VMXgDCoFvDnyFg5pwUKsPG47fQY2xJnLtY1FrY5aVbB"
    "UtudVWNl0gYCEF4Tuui1hYwSkYmxsbQBIRs1ohQ/3JNPTnn8FnW8F9S55bmvqZOJPRKfJ1"
    "5+PZ2Sfyrw3wxOHo6CdMoUGO19phmuR6tAVjxUb4IRkOmYcfLqGKCp2UF36JzNCKoJ26Ta"
    "ftDNvdE/74sqqzT1trzRmv/DI1I12D4PLB6A/lu4H05zXwLuphIgrGaYIhGYluQpImSRmV"
    "OVMIn6TvZP+ZWYKKMJkhEwyuNYOFI+fBHDl9zFRtjuxSaIeUDQS8eiflQ5vO64Zvw2zn3x"
    "m8hzaef2fwYjWc5uXIPIAvA+0UegF+IfCzjuTLA37mcXwCfC74oSGMZyMyoPWcohVH6OJu"
    "pc8OOuLUZFzbj+eQHYjxWNS46Q+l8Z+B+3YA/WA0fHfDceC++XPak8TOx0ub6hjw2cjr4k"
    "zgUAtmiG2o2mxD8ZPIJtIN7A5wLNlBU3HmjPfC6WX3u+8XzSfI3fpLpBzM2v1z0x7KC6Z0"
    "jtwUDoLLH2xA8icSaIBbC8AdCf+gGX38NHlkJ47cpZtwJCnxhPw6dUwMs4KbPPmRl6Si8v"
    "qz9/ZIc9n7eqSE1yGeDHNj5EzK56FLqSldxuYeGcFMiyWa2daC2D6s5/ahz+kED7Kt7iyd"
    "MLvX2uyOdLOYwuuWFwpuHgV3pcmFTb8MjQA5J8iFLZQMjQA5l6mGyC7pgntGOps4YQM3jK"
    "oPBqOoJWGWLAum2cR8ihi+zctlEO/OHz8Js9ZLi5BMtFaojuTHniES0AsjVm2MWIEvdbyH"
    "VwJrww9CYgZ1vRzUx3AzRoppRS0NnMftbQaqjWyFJXMYp1bwGYuXKoA20BywwX+o7/gXpL"
    "YBsXKh8NgGA3caYljSSBlMMrPMJffkh8pq5Rqiwhz+T4iKy8oCKU/2eotRKkE2Q3iI5T4x"
    "IkRW1vHAsIXneS0Xn3aG6UgcF7FnJz5/YOVE1yveQGg7r/Jgi0ul61+vOIdxeNNcAYhZmg"
    "biXL1bpLdw8abpdOcPhkh4frRLen6Q7SuyACMe+Jn53CKEB8zo5q+gLP7BqlqzfG6R415w"
    "p8T4rQ3OJkqWNBKlE1pxaYMEciDn7Lz0WdwvX2oGr1nk/AEWSkawT4CcvUkYpRTbhLXeJj"
    "RMawl1zS7F6QRxBcyu2UhrEq8ttDItDpPTMyqHFDslVD4enlaWTzlhv30po9gEQTstY4P3"
    "rJ1tDrPDUltNYSMDAaRqbpqEz4qpul5SnfPOBdgskHtuKa0P2Cto2MDZmOAZQctu42Wsc+"
    "4V0hxCBYEC8SKnQosWSZrI9t4a13TGHOFLDWe4WXHqUJ1kxHTjFeVVAZnRL99Arb/iJIL4"
    "o5FeBNqAoIHY7iHFhAMtx5Y1jotG9vkSEcImaZtVnDHBHsZedGJO0jYJ3Zfd4Y6tsDtvyH"
    "aj9R0ZS/LuyyZ7ZOFAgpiTAdr5BIKmeRjs+fAB6jnAFdV9n4IsQd13YMizY63o60eS5Z8c"
    "t0nuQh3Ymop+xsKwHZzA6XIDbDSyuUyfUMOl9czbra6gxhRxmxYgzykqmfvTbon21o1o6s"
    "PgnykpNqDrtjZkyfDi5NBQzuzkMfziUumSZie5QxqOt/xqUkDSQJSrP5+18dn7uoP7G5Li"
    "/v7mwRhK0/5oKA2ugX8VXzwOp1IVsMpF06TIQh7iy0PxbEgCqBxAucGTO2OUiLptIlZQ16"
    "C9e38i8rNEqmoSTvtXRlzIUjWSANFtaokMg5I5lBPXY/AHT22YUaWC1MJTOzLLbnF9ZeQW"
    "9/2EGf8oVADhg7pnH1ShA+xdBwgmxLwABwQNhHcviqyIWKuLPV9EVuWz4Nc2skpClqYs+H"
    "Kg92yLEAjDUtsEwHRYKz5q9nuR1nZMyp8uh5VIG9DwhAEXF3k8cS8u0j1xybOYpICHVRE5"
    "wS3eQHTPcvk5n2X4OZ9xAoJMw0E8J/50r0iGZCe3yLqh3Xi/yG//ByiTLhw="
)
