from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "model_promotion" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(60) NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "version" VARCHAR(40) NOT NULL,
    "previous" VARCHAR(40),
    "at" TIMESTAMPTZ NOT NULL,
    "actor" VARCHAR(80) NOT NULL,
    "reason" VARCHAR(400),
    "comparison" JSONB
);
CREATE INDEX IF NOT EXISTS "idx_model_promotion_name" ON "model_promotion" ("name", "at", "id");
COMMENT ON COLUMN "model_promotion"."kind" IS 'PROMOTED: PROMOTED\nROLLED_BACK: ROLLED_BACK';
COMMENT ON TABLE "model_promotion" IS 'A change of champion, with the comparison it rests on. Append-only.';
        CREATE TABLE IF NOT EXISTS "match_settlement" (
    "outcome" VARCHAR(4) NOT NULL,
    "settled_at" TIMESTAMPTZ NOT NULL,
    "base_home" DOUBLE PRECISION,
    "base_draw" DOUBLE PRECISION,
    "base_away" DOUBLE PRECISION,
    "market_home" DOUBLE PRECISION,
    "market_draw" DOUBLE PRECISION,
    "market_away" DOUBLE PRECISION,
    "match_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "match" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_match_settlement_at" ON "match_settlement" ("settled_at");
COMMENT ON COLUMN "match_settlement"."outcome" IS 'HOME: HOME\nDRAW: DRAW\nAWAY: AWAY';
COMMENT ON TABLE "match_settlement" IS 'How a match ended, with the forecasts every prediction of it is measured against.';
        CREATE TABLE IF NOT EXISTS "prediction_score" (
    "rps" DOUBLE PRECISION NOT NULL,
    "log_loss" DOUBLE PRECISION NOT NULL,
    "brier" DOUBLE PRECISION NOT NULL,
    "match_id" BIGINT NOT NULL REFERENCES "match" ("id") ON DELETE CASCADE,
    "prediction_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "prediction" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_prediction_score_match" ON "prediction_score" ("match_id");
COMMENT ON TABLE "prediction_score" IS 'The one score of a prediction that was made before kickoff.';
        ALTER TABLE "model_version" ADD "challenger" BOOL NOT NULL DEFAULT False;
        ALTER TABLE "odds" ADD "known_at" TIMESTAMPTZ;
        ALTER TABLE "prediction" ADD "shadow" BOOL NOT NULL DEFAULT False;
        ALTER TABLE "prediction" ALTER COLUMN "sequence" DROP NOT NULL;
ALTER TABLE "odds" ADD CONSTRAINT "odds_known_at_is_opening" CHECK ("known_at" IS NULL OR "taken" = 'OPENING');
CREATE UNIQUE INDEX "model_version_one_challenger" ON "model_version" ("name") WHERE "challenger";
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_one_part" CHECK (NOT ("champion" AND "challenger"));
ALTER TABLE "model_promotion"
    ADD CONSTRAINT "model_promotion_kind" CHECK ("kind" IN ('PROMOTED', 'ROLLED_BACK')),
    ADD CONSTRAINT "model_promotion_changes" CHECK ("version" IS DISTINCT FROM "previous");
CREATE TRIGGER "model_promotion_append_only" BEFORE UPDATE OR DELETE ON "model_promotion"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "model_promotion_keep" BEFORE TRUNCATE ON "model_promotion"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
ALTER TABLE "prediction" ADD CONSTRAINT "prediction_shadow_has_no_number" CHECK ("shadow" = ("sequence" IS NULL));
CREATE INDEX "idx_prediction_shadow" ON "prediction" ("match_id", "model_version_id") WHERE "shadow";
ALTER TABLE "match_settlement"
    ADD CONSTRAINT "match_settlement_outcome" CHECK ("outcome" IN ('HOME', 'DRAW', 'AWAY')),
    ADD CONSTRAINT "match_settlement_base" CHECK (
        num_nulls("base_home", "base_draw", "base_away") IN (0, 3)
        AND LEAST("base_home", "base_draw", "base_away") >= 0
        AND abs("base_home" + "base_draw" + "base_away" - 1) <= 1e-9),
    ADD CONSTRAINT "match_settlement_market" CHECK (
        num_nulls("market_home", "market_draw", "market_away") IN (0, 3)
        AND LEAST("market_home", "market_draw", "market_away") >= 0
        AND abs("market_home" + "market_draw" + "market_away" - 1) <= 1e-9);
ALTER TABLE "prediction_score"
    ADD CONSTRAINT "prediction_score_settled" FOREIGN KEY ("match_id")
        REFERENCES "match_settlement" ("match_id") ON DELETE CASCADE,
    ADD CONSTRAINT "prediction_score_range" CHECK (
        "rps" BETWEEN 0 AND 1 AND "log_loss" >= 0 AND "brier" BETWEEN 0 AND 2);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        ALTER TABLE "odds" DROP COLUMN "known_at";
        ALTER TABLE "prediction" DISABLE TRIGGER "prediction_append_only";
        DROP TABLE IF EXISTS "prediction_score";
        DELETE FROM "prediction" WHERE "shadow";
        ALTER TABLE "prediction" ENABLE TRIGGER "prediction_append_only";
        ALTER TABLE "prediction" DROP COLUMN "shadow";
        ALTER TABLE "prediction" ALTER COLUMN "sequence" SET NOT NULL;
        ALTER TABLE "model_version" DROP COLUMN "challenger";
        DROP TABLE IF EXISTS "model_promotion";
        DROP TABLE IF EXISTS "match_settlement";"""


MODELS_STATE = (
    "eJztXe1zm7i6/1c0/rLdGW+mcdM0J3vnzpDEbX02tXNsZ19Os0MVI9vcYOQDuGlmz/7vVx"
    "LvIEDCdoKpPjTFoEfA7xHS866/OnOMvXtoWUfaxjC9vu05T51z8FfHhitEDrjXu6AD1+vk"
    "VXrKg/cWI4G0pY6ipveu58CZRy7NoeUicspA7swx156JbUrw2xIDwzTA4xJ6wMPs/yOgrd"
    "fINn7CtvV0RPsx8Ix0ZNoLcZKNbf5ng3QPL5C3RA4h/PwnOW3aBvqGXPrzr87cRJbBjjvQ"
    "o0Sm0aGN0Le1g1yXPKIb0oWYmMY3PfGSuk/nPa3Z1Q4jJq/MfvxNCdcPOrtNCllyH3KJnd"
    "dD2gtzMbC996wtfeV7fYatzcqO26+fvCW2IwLTZvdeIBs50EP0Dp6zoRjbG8sKOBLC7sMR"
    "N/FxSNAYaA43FuUUpfYfID7X0fXhaKpP+lNd7+S4GFIkuBScmhEICRzkUV0GwII+wk//6P"
    "XevHnXe/3m9Oztybt3b89en5G27Hnzl9797T9MjJbfFcNs8GEwnNIHwmSY+UOQnvib0UAP"
    "6jGLY/R9nqXRvyIIeuYK8fH3KTL4GwHJUXiQ5UaIfRk7whMxP+IP5RkYUoLtdPCpP5lqn2"
    "5o9yvX/Y/FcNKmfXqlx84+Zc6+Ov0xzYyoE/DbYPoR0J/g36Nhn8GJXW/hsDvG7ab/7tBn"
    "ghsP6zZ+1KGRxCQ8HZ4iTRNsnXnYyXP2cgmdAq6GBBnGEoAOkJWdFfymW8heeEvy8+x1CW"
    "t/1caXH7Xxq7PXGXYNgys9dunvLLz0ieTwDShaCPCpCMCnxQCf5gD2oEPWKhmAY4oWAnzc"
    "E0GYtCqEmF1LY3yP5thBeYz/ORkN+RjHFNnp35x54L/AMt3cMszBOlhlmwJ1CbIUitSUHw"
    "L66pP2exbry+vRRXYupx1cZCePuYc4c3Mx7BGBQr0+6uQSfX6JGSWmaOGMciIyoZwUzycn"
    "bDqhQv38ISFY0hP3cPbwCB1Dz13BPVzUNn9p1Vtlz0AbLhhw9A3p80da2SW2LMSW2PHG7n"
    "AVt3STbrnuNosa607QulJ9G9kIkMYAzwEEQQfYOfd1M9MDj9AF0H1ABiCzKIC2EV0hGlxe"
    "tdu+O0m1z8UbZ8Zmd5cspmRcU4VOQAVMY6XH3ShN8JA0wZhvohNkTKEmyIIJMr0Ckdd0KR"
    "wSa3+KaKv1v2lwP7cAQCY1b+Pyx3ff3qwY/gPyiND2B3V6rEfUTR7rnX/d9m/7V+fA///O"
    "Ht8Oh4Phh3MQHNzZk9vLy37/ijaKDu/sG208HWjX5yA4uLPfa4Nr2sj/P7s6CSktpyI6S9"
    "ZKklBZTrNfUGJdyrGx3GiVplTGq0Ybr+ambbrLWnzOkO6A0YejNh0cn0lT3mJYKO9F7atF"
    "vl19sa+zbHy9tZjXOz55d3L25vQkku6iM2VCXSjAxfDNltBeSAGYoFAQ0jMbWx7EFI2C0R"
    "dS5xtXCsQEhYLQB2SNHc5yV6YZhBTKLFhfK0COw3OUTdG3gpEbEdTSAw4H7Wn/92k52pEw"
    "cT0afgibZ1nQKBvhak2kvgAjroUwbtCtsg+mm1YZB4s5Um2kU/ayRtrLZtiQspaF7XdjP3"
    "hZBqS9vyci3t+TYu/vSVbPZ/9LQBu2b7Jppkme3xnehFFp4qM3ImkhynsIYDB5Pt7Jiiwk"
    "hfNzSFNLIm6YZBHM0W96706jWZn+KJuHJ5+06+u8aPxAXqGu2TakbfKY7Vz3tQ+3/XPg/3"
    "9nEwj646E2HYyG1CSb+vlyhlgJOS6h1kCPPCfH6n4REL7/ZYwsWBAbxZPMxqzHj0S5wf50"
    "1Awmyorc8dng200N+RX0Zku0NWyfaDdtxchF0KUe6S0xmrBu2gTSs2lR6U+xSqXKfbiC+p"
    "XuzyH6MkFZGYuhgUQPP7jA7wNQLx4CLJ4KQMC+sp/BF3b2CzBdkHjcCT155GH9K4u7ePVj"
    "PkJjXzeRjNtIYuWreA82frSFozdySDNyxg5+AAf9ChP33/JuKmughlz1wrpvxPIcD8rdc0"
    "k65YRttHOOzVdkXnJcyUj3HGGTZe+a+mJPxOTRKzZ59HImD4ZaHmbNceBTCc4cfNsXDnQ1"
    "ur247oObcf9yMCFa0Oc/c/aM7AoovjDkaZ/PIdWSdSKjt0izIEm1G/C/kyU6p5JzP4k8M9"
    "5jB5kL+xf0lLOeCGjgB/g1FOlKXWqheIzES85kQA4MZCHPX/S0yaV21ffFUlEXVubryHNj"
    "ZKMpJn+EeVFbrX/Rz0KUB8nZQAD9LdXZ9wh6GweNmRTEUWAT17vlKuvcb6k7QdNKHXW6RC"
    "Agcv0of/bqAPq/bGCyseDlFU8pSo42+TkxFIOndv3cOejqeN75U3kgmzLFd0u0sAzvRAX0"
    "DFkLxfPdx+7730UO5IpM+ZBIqbqNVnW/QmvDM7aXKF8xidK+DHOBXKkZKKZo4eSz+3AIKp"
    "Vu6uU9ZEjVRNToiagp6vNLf09NUKALlLUaqnPbvLDd7RS2Z4z4/Ce+73C1OnqhW67O/V/Q"
    "pFKNu8b2Ajxi56ELHk1vCUzPBWsH03nBzatula1lk7ajvMSZg6B40jZ5PT2m3YX37fZ2cC"
    "Wh9W02pnFEafZjyOj8z3xjs6R0wO5E/5z8b+f5FyG23L/xV5XkesFevcLLVhj4VOBdO4Bg"
    "p8ZodCod+ODTgQ1sc1xmhXJS2FwlHNEzHvagJYFe1L5F0ak7A9O0iZaVB7M4eSsiUCUd9l"
    "DTqSxprqCmk0qaU0lzDUqaS5l/YsE+B3mF9SdFqYw/jTb+NKi4yQF9cIfG5SUivLonn2UN"
    "PmdpFaebzGlVxaa9fG5MTrtvW+baOCOzc5mVM7Jyi5W3ZM2PwJcVQjR2/wvwkGW5AK7JxA"
    "QctGbiBljiVdDUD08hejdYQ9MBpg0g8PN2wCt3bZkesBBcbJDLya54hvtxQ2MykXNulB9E"
    "b8OgeoQsCyV4qFy0TDo5wpw94DmLAhDbUMG3pifIxJIwOEkg9e6c7Ej6KShEmdsL35jRSt"
    "+RMqPuHRmt9B2TOQxSLE3Qid0pNjJKv5pPKv9ym7Uh4UTw75WgKb6PCiFrZAhZOIflWFCe"
    "qZ4gez5r6nGWE8dbo7+b9PToG5NKhYrJlGLeOAGPw2CdsiLOjczMWBgTycIuZXWmgwzX70"
    "kP+2J0OK8lGR3Ndbvm78VodJ1i7cUga+S6/XTRH786ZjwljUwvNVsl6sCgDbknx0tRCneC"
    "6hkxjs4kQeaL0g1D+bvwhE4uP/avbpkLMzq8s68Hv9K6G+Tvnf1+MBxMPjIfZ3B0Z9+MJt"
    "MbMq2Qk9Hhna1daMMr/2x0eGdfasPL/jW7Q3SYVWpexk/akGxdZYPYn1WR6k4LTM7LSnJp"
    "yhb5dnch2jEFsRasaUoFa3q0QisQhrYYtwV9KKgLoK4/lov6UFDn52B3ib16c3BEqWDNz8"
    "G1YE1TKlgLRqtOUSnYblF03Kb7UFAXjOD6UBf1oaDOj+oZdsjr15uFE7QK2vworgltllZB"
    "mx+1c7ypqb1FlArW/IitBWuaUsGaH61PyLLwoz6DjlFv0GY7UCDnx+42IHM7UCDnR7KDjC"
    "2GcYpawZsfw7XhzVMreDPJD3PkIKl9EhIkbQjET/tNzkRSBM+KUwTP8imCakfc/eZgpiOH"
    "ZFxTacoWBlCQbxUaI9t66kSlzw/UW5Ur3J4I2RMP+0oQqRoXkuFfqlBq4xiRCJQV50CCSE"
    "FfG3o/oFsa/BSZgl8K/ly6hKpTWxqTsm2d2jFZoseDy2mHM/B3gnLrNk3JApz62gWwDXND"
    "tkZ2iuCqxbgmljABVMNMG4VqOaoJ4bgA1eL8tHw5WQc/br2rUrpscktgz5hfvpp+YsyWUL"
    "E8vXHQW1vRwgbPAigH1Cjoo434rB1EK5DsYjzdRF21FSx3hp3tN8eLcZrQ/toK1o52YGzt"
    "totS+dl8S4oPcTHC4QYPe97psmHWebFPGXmehVbI5liA68DHFtNJqtOWoFavNEAkVxSXCE"
    "iKHpWlAnQn2bqyZsBvS+hFu1O40DTAPZqTyZam5TNXCSBTr4NmNIvf5Gx0UYNesn5qsnjt"
    "bAnthWTyc4iHHlVSUAnQTTM/dUFxArTy8e3Zx5f4qHIgV1QvS1G20Md3uD49dirFZn9ezr"
    "O4uBRjTKFqYG5Ri5HtMyyDe0SgYN8CdrVVQ3N8SGqrBlFDcXO3asgqbsX6Slq7q9ZY0ipm"
    "tc7yET9GKgci7DSCnRo8uukeGVIz6HouQF+R8wRisx2tO2Z6dHv3FYLuhpwHcAHpPnx5rW"
    "bnd7iz72y6J+A9dBHdhR65ABIlifbn1zv7wQVzB5Ghas9Mv0YaveYtHYSC+mhuoFn9zK6s"
    "oPOAvB/Y1hT38N60TM/0O72zyZdD7hJ0MbOwS/e8h+RhCWvBK0Qw9W9MXgKwCgKkE3OG3B"
    "+7tNuFaQMHrfBXZByBIRkF4JFoaYyEqnXkn41tVGsnDMZnOe0tHhs1q1c1ZRlQmlwHb7wZ"
    "1wsrVsckQd5kva7zcfSpfw7o3zv7aqz9dg7o3ztb+0374xzQv9n5RkjvE1H7irW+XORs/C"
    "3m2FFRyzhFqZS+Zit9ZL3RC0IfLAwLZr8UVVYSo2QHa7XlMTW7fWKai+wiPRUXaBr3tevM"
    "58QQM4gkJ49zSKVwFsW5IOikAueQSuEsgLMvXsrPHBk6hbU41tKzR4ZOYS2OtfQMkqFTWB"
    "dgnbMByVgrKu1FoZ95/9aiF9XW9mQr2tb+g8kNbhy8wl6xuzrdplth/aGt9XWqeaXxRwO+"
    "14naN8jRak3OJ6wzNOoDOiatJ2/SAvTUToPtI6Ct18g2fsK29ZQ39+yoT0lzCEOPvrNMof"
    "I0ZHrYh3JpH5IhJOSaqEM7bN9ks0dNd/apiDv7tNidfZpzZxfvyVptYjqE/Vk7N+PRp9GU"
    "VbwNju7s8YgWs9UvtMtfzkHiRx1L0+7L235FThiRJDrkEyRNZkZjgjjWNMwJFxWJ5mOcpG"
    "lftYHdYyxvK1U20gOwkRJxk7dXZvF3ExG0cGbafY0OpyCpsawISkjRxllJbFoqm5fyEXyR"
    "gpKHuTjMKE2ldtuVCzXaytKxc73810BcKtbKf40FqmqdPCF9iWjkDlqQcYJowMNoOPwdzE"
    "0LEfXYAysCHNvsLeiQKtgQ0AekURJMt47UbZhoHlyx6GeDHJ7C/hy35G4+F+piIUTZveWU"
    "yq1U7mYv8btXuZV+t3fdw13C3ttTGYRjihYCfCoSDnNaHA9zmguICXPrXV7p72KUM2QthH"
    "r3Y5lN0jOiksnvyZchVZp1ozVr9lrkZQsKVhSKPjm6NkXi945P3p2cvTk9ieSf6EyZ2JMv"
    "k4XX3LmqvGhrRNQmSHdRrHWFyK1mnFFarEAnSFSmzhaZOrEuVyMcNUes1oRGrwmh9s1Rhs"
    "u2DE2SqT1DBfYMjW0Z8kgnCBXWBVhL2P9UEaH91HqRNpWy+lRcE2lYuarMNBpWyKq2iF6h"
    "mUmksCCtilogqYWRfDsPK/iAHPAKO0ECV5SWxc58M1eb1Y+AGi3tMMUrpGbBXnlL6H5vVR"
    "3RpMydjTR3RgNAxpaRImqhJaMnYjTqFRuNejmjkf/d8DGujjaKqZsMdueTNr38qI/7k9vr"
    "6TlI/rqzp6Opdq1/GGnXk3OQ+HFna5OBNtQ/asOrwaV2cw7Sv7Pz2MvEJVmmzXEKBFMq/x"
    "sJSbJahk9zFNC2ymV61b8cEJ351dvum4wklLT+pZH1yDRS4A+o/i4i4kZ/FqOb/nAw/HAO"
    "goM7m+i7E3YmOKgzyM9Ewi+Koy+yfJBO4FGZO/HF9GDnZJNIp+yoXB0JdKWTdFR2jgS6+C"
    "tPOCxBNyRQ6AqguyFvJQdvRKHwFcCXlS2pYS1O0u3AUHw4oB+cnbgpdVteWoNV5buawIbD"
    "L9+VsBdzLaBpe3KZHXSdbllpDaV1rxw0Q+SMH4wZd3AExvjRL4UF42TKn8EXVkBeXzim8Y"
    "WGbbJF8E3v8/Hxn/RfF5ClwbPQT4TChHbeKrr/W9KCXloiYJRV4oqM+6x7dwkNcqtz8IDI"
    "Y3gY3JNz9CZGF9i0dhhpQVajLoC2AfDGc00DBbW9yCAiHbp+PbDCWluf4w8zbJoLR82UUj"
    "aQLpNuGr+SnqBVyaZNm7u7Jabg7yAfsq8zqyRNiAwO7+zBUL+5pgW3goNmWByj7zTHkJJt"
    "7WKSFm2wvLMwKH+a5cwwZU7umEg5uAWCCVTE5nejdUWrvAyTE2SKwY1msApzf7Yw9xAzw1"
    "wgtxbaMWULAd99CsdzO7uahm/LvF3fGbzP7e76zuBF39ZsFypWm1JfYPJqUmgX0CvwpcBn"
    "++BuAX6aXoEvAn5s2OSZ4WzoPBXoyCm6rJ785KED3uuVqy8H6SqRGE9EjYvBUBv/ESW3RN"
    "Bfj4YfLjjpLRd/TPua2ojmpa2hCfCT9SzkmcChVsxQbsXGuBXj/eMLB/1uAM6UkGkrzpzv"
    "vQDvHflxM8s0Z3qqsceu/MbZDfMRlOYH1XR7+1BU+L4jvMQc4HrENDE3OM2uYSRZrzTw6D"
    "66j9AF1JQa7qH7YM4e8HzO929v0VfdHXjlPMa+/Fh7191ET7LLdo5UbeG0I2eys5ZT3IL2"
    "SlETUdQsvNAt7MohnCRSMAvtIeOYkrG5EYUCWGyTDaXwKh2rKWx4mdBNnhyTZ4P0hibbZf"
    "0fxK4mOeFt/1ubjIlGZS8+mq6HnacOV0VIN6lQEBzWWF8mWgtUUfUQXP3gst1G6NsCvxdA"
    "BgX5wfYED/ekpdGq9CwLVJ0Ssgn9deRhorrS2tSvfuSVTN15/+UhqfR25eGotEXA4ygvQ0"
    "DFCNBl1IyuRLugy1LijjVuU3UHFfXaSEWlIQlCDV0MWxHKhCws50T02ysZXkSGX5vymz8m"
    "aBTIgiBLR30kaBTIQu5vKrsUO0NKCihnCVsYhLf7kjgMtTzMmuPAojiDkCKDb/uqZ2aH8+"
    "c/leXkpUXIRM2aWB0Rxz5BpKBXRqvmGa2yI3wnsE6DjlqKauKjblYS9xg+jtEMO2lLA+dy"
    "t8pA9ag7cUsB49QaPhHx0gDQpXvgUucyy6/+SpOZqZULGaGjGdpk0FDDkknbEJK5g1eEiG"
    "eS2lGvXEOUizeOP4ofEBOXZ0s0e3A3FUapHNkckU/Mry4tZDUKkdUt8mG4KmG6kYtPt8R0"
    "FI8AYU0homihirD7xKjwwxJEN2jeQmh7QpsB9ko2A+xxNgMMpzkJiJM0LcR596lmwcLFm6"
    "aLA+oTRCqavlszmp66r+gCjHjgl9a1TxE+Y9p/uIIm8Y9W1QYn/dNBSfDb2BwnSpk0kqZT"
    "WnFtgwTy4EJmFg/bt2/X3L0slAnBPgdyuZMwTanchI12E9rYWUHLdGtxOkesikY2mdcOWm"
    "OHw+TiPbxiCrUB9oFugD3xt4vnWsQm0VbyZeYwN25VaQob2Qggw/RLCX6ZYcOPkuqd9N6C"
    "xyWipirg9wfcNbRd4D1i8ISg43bJMtY7CRqZHqWCYAbJImdAhzXJm8j2fjeu6YyKymQ2C8"
    "MM6W3VPtdNkhGLjVeMVxIyY9i+hVr/jrdSIC+NLBloI4IWYruHyogedDxXNzkhGuU7mqYI"
    "26Rt7mJX08RMLu3aztO2Cd2X9XBnVtitHbKX6f4OjCWiftn8iJROzs4EGaCt92FsW4TBnr"
    "dgZJEDXFE9jCkoE9TDAAYRj/XM2tzTvQ4hsBkToQVohe2fiTDsAnp3KhL73ACPJnUusyvM"
    "cOk88bzVO+ixQNxmDeh1hkqpf9pv0a10RLMYBnaiqxzQzVsbymT4kGuigmbYvo1yZk/E8E"
    "taFUuavbyHNP7exNWkiKSFKJ+KgHxajPFp3sXf9qLzl9e3F3Sjv9uLO3uoTQejoXZ9DsKj"
    "7OLxfCqVhFUuXXpSV/IQXx7KVphVQAkA5SdPbo1RLuu2jVhBy4Tu9uOJys8a7apNOO1fGf"
    "EhK9RIIkSr1BIdRi0FlBM/YvCHQG2YM6WC9sJTO0rbVoS+JuQW//mUGf8gVAAVg7rnGFSl"
    "A+xdB4gmRFGAI4IWwrsXRVZlrDXFnq8yq8Qs+I3NrNKQY86WfDkwuFYhBMK4VZUAWAxrdW"
    "VOKYHte5HWttxMrlgOq1E2oOUFA96+FYnEffu2OBKXXstICuSzkpET/OYtRPdYKM75uCTO"
    "+ZiTEIRtD/GC+IujIhMkW4VFNg3t1sdF/v3/dg3RHA=="
)
