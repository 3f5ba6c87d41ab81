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
        ALTER TABLE "feature_row" ADD "inputs" VARCHAR(32);
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
        ALTER TABLE "feature_row" DROP COLUMN "inputs";
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
    "eJztXe1z2ri6/1c0fNnuDJtpaJrmZO/cGSehLWdTyAGyL6fZcRUswDfG4timaWbP/u9Xkt"
    "9t2ZYMJMbVh6Zg65Hx79HL866/OnOMvXtoWUfaxjC9vu05T51z8FfHhitEPnDvd0EHrtfJ"
    "u/SSB+8tRgJpSx1FTe9dz4Ezj9yaQ8tF5JKB3Jljrj0T25TgtyUGhmmAxyX0gIfZ/0dAW6"
    "+RbfyEbevpiPZj4BnpyLQX4iQb2/zPBukeXiBviRxC+PlPctm0DfQNufTrX525iSyDfe5A"
    "jxKZRoc2Qt/WDnJd8hPdkC7ExDS+6YmX1H0672nN7nYYMXll9uVvSrh+0NljUsiS55Bb7L"
    "oe0l6Yi4HtvWdt6Svf6zNsbVZ23H795C2xHRGYNnv2AtnIgR6iT/CcDcXY3lhWwJEQdh+O"
    "uImPQ4LGQHO4sSinKLX/A+JrHV0fjqb6pD/V9U6OiyFFgkvBpRmBkMBBfqrLAFjQn/DTP3"
    "q9N2/e9V6/OT17e/Lu3duz12ekLfu9+Vvv/vZ/TIyW3xXDbPBhMJzSH4TJMPOHIL3wN6OB"
    "HtRjFsfo+zxLo39FEPTMFeLj71Nk8DcCkqPwQ5YbIfZl7AgvxPyIJ8ozMKQE2+ngU38y1T"
    "7d0O5Xrvsfi+GkTfv0To9dfcpcfXX6Y5oZUSfgt8H0I6Bfwb9Hwz6DE7vewmFPjNtN/92h"
    "vwluPKzb+FGHRhKT8HJ4iTRNsHXmYSfP2csldAq4GhJkGEsAOkBWdlbwm24he+Etydez1y"
    "Ws/VUbX37Uxq/OXmfYNQzu9Nitv7Pw0l8kh29A0UKAT0UAPi0G+DQHsAcdslfJABxTtBDg"
    "454IwqRVIcTsXhrjezTHDspj/M/JaMjHOKbILv/mzAP/BZbp5rZhDtbBLtsUqEuQpVCklv"
    "wQ0FeftN+zWF9ejy6yaznt4CK7eMw9xFmbi2GPCBTq9VEnt+jvl1hRYooWrignIgvKSfF6"
    "csKWEyrUzx8SgiW9cA9nD4/QMfTcHdzDRW3zt1a9VfYKtOGCAUffkP7+SCu7xJaF2BY73t"
    "gdruKWbtIt191mUWPdCVpXqm8jGwHSGOA5gCDoADvnvm5meuARugC6D8gAZBUF0DaiO0SD"
    "y6t223cnqfa5eOPM2Oruks2UjGuq0AmogGms9LgbpQkekiYY8010gYwp1AJZsECmdyDymi"
    "6FQ2LvTxFttf83De7nFgDIouZtXP747tubFcN/QH4itP1BnR7rEXWTx3rnX7f92/7VOfD/"
    "v7PHt8PhYPjhHAQf7uzJ7eVlv39FG0Uf7+wbbTwdaNfnIPhwZ7/XBte0kf9/dncSUlpORX"
    "SWrJUkobKcZmdQYl/KsbHcaJWmVMarRhuv5qZtustafM6Q7oDRh6M2HRyfSVPeZlgo70Xt"
    "q0W+Xc3Y11k2vt5azOsdn7w7OXtzehJJd9GVMqEuFOBi+GZLaC+kAExQKAjplY0tD2KKRs"
    "HoC6nzjSsFYoJCQegDssYOZ7sr0wxCCmUWrK8VIMfhOcqm6FvByI0IaukBh4P2tP/7tBzt"
    "SJi4Hg0/hM2zLGiUjXC1JlJfgBHXQhg36FbZB9NNq4yDxRypNtIpe1kj7WUzbEhZy8L2u7"
    "EfvCwD0t7fExHv70mx9/ckq+ez/yWgDds32TTTJM/vDG/CqDTx0RuRtBDlPQQwmDwf72RF"
    "NpLC9TmkqSURN0yyCNboN713p9GqTL+UrcOTT9r1dV40fiCvUNdsG9I2ecx2rvvah9v+Of"
    "D/v7MJBP3xUJsORkNqkk19fTlDrIQcl1BroEd+J8fqfhEQvv9ljCxYEBvFk8zGrMePRLnB"
    "/nLUDCbKitzx1WDupob8CnqzJdoatk+0m7Zi5CLoUo/0lhhNWDdtAunZtKj0VKxSqXITV1"
    "C/0v01RF8mKCtjMTSQ6OEHF/h9AOrFQ4DFUwEI2Cz7GXxhV78A0wWJnzuhF488rH9lcRev"
    "fsxHaOzrIZJxG0msfBXvwcaPtnD0Rg5pRs7YwQ/goLMw8fwtn6ayBmrIVS+s+0Ysz/Gg3D"
    "2XpFNO2EY759h6RdYlx5WMdM8RNln2rqkv9kRMHr1ik0cvZ/JgqOVh1hwHPpXgzMG3feFA"
    "V6Pbi+s+uBn3LwcTogV9/jNnz8jugOIbQ572+RxSLdknMnqLNAuSVLsB/zvZonMqOXdK5J"
    "nxHjvIXNi/oKec9URAAz/A2VCkK3WpheIxEi85iwH5YCALef6mp00utau+L5aKurAysyPP"
    "jZGNppj8EeZFbbX+RaeFKA+Sq4EA+luqs+8R9DYOGjMpiKPAJu53y1XWud9Sd4KmlTrqdI"
    "lAQOT6Uf7s1QH0v9nAZGPByyueUpQcbfJzYigGv9r1c+egq+N550/lgWzKEt8t0cIyvBMV"
    "0DNkLRTPdx+778+LHMgVmfIhkVJ1G63qfoXWhmdsL1G+YhKlfRnmArlSK1BM0cLFZ/fhEF"
    "Qq3dTLe8iQqoWo0QuRaRNmFaQoFQhUEUUbwhHTE+lNT2AivekVTiR6q5nmiZeGuQkGigJl"
    "uIZpom1e7u52CvEzRtT+E993uFozvdEtV5f/L2hSqSZfY3sBHrHz0AWPprcEpueCtYPpuu"
    "vmVePK1rJJ8VHe58xBUDwpnryeHtPuwrt5ezu4ktCqNxvTOKI0+zEUdf5nvrFZ0j9gT6J/"
    "Tv638/ybvL8L+Lt2cj9mr17hxSwMLCvwXh5AMFljNGaVbn3w6dYGtjkuyUI5KWyuErroFQ"
    "970JJAL2rfoujfnYHJ1Jw8mMXJcRGBKpmxh5pZZUmJBTWzVFKiSkpsUFJiyrwWC/Y5yCus"
    "aylKZVxrtHGtQcVjDmjCHRqXl4jw6p5Myxp8ztIqTjeZ06pKUHv53JiaAb5tmWvjjMzOZV"
    "bOyMotVj6UNT8CX1YI0dyIL8BDluUCuCYLE3DQmokbYIlXQVM//Ifo3WANTQeYNoDAz4sC"
    "r9y1ZXrAQnCxQS4ne+UZnscNPcpEJrpR/hV9DIPqEbIsn+BH5aKR0skn5uwBz1mUhdiBFb"
    "41PUEmluTCSbKp9+RkR9K/gkKUebzwgxmt9BMpM+o+kdFKPzGZIyLF0gSd2JNiI6P0q/mk"
    "8i+3WRsSTgT/WQma4ueoEL1GhuiFa1iOBeWVABJkz2dNPc5y4nhr9HeT/h/NMalUs5hMKe"
    "aNE/A4DNYpK+Lc08yKhTGRLOxSVmc6yHD9nvSwL0aH61qS0dFat2v+XoxG1ynWXgyyRq7b"
    "Txf98atjxlPSyPRSq1Wizg7akGdyvBSlcCeonhHj6EoSZL4o3TCUvwtP6OTyY//qlrkwo4"
    "939vXgV1rXhPy9s98PhoPJR+bjDD7d2TejyfSGLCvkYvTxztYutOGVfzX6eGdfasPL/jV7"
    "QvQxq9S8jJ+0IdnQygaxP6si1Z0WmFyXleTSlC3y7e5CtGMKYi1Y05QK1vRohVYgDG0xbg"
    "v6UFAXQF1/LBf1oaDOr8HuEvMC5AXW4IhSwZpfg2vBmqZUsBaMVp2iUnCcpei4TfehoC4Y"
    "wfWhLupDQZ0f1TPskNevtwonaBW0+VFcE9osrYI2P2rneFNTe4soFaz5EVsL1jSlgjU/Wp"
    "+QZeFHfQYdo96gzXagQM6P3W1A5nagQM6PZAcZWwzjFLWCNz+Ga8Obp1bwZpIf5shBUudQ"
    "JEjaEIif9puciaQInhWnCJ7lUwTVicP7zcFMRw7JuKbSlC0MoCBzFRoj23rqRKXlD9RblS"
    "uMnwjZEw/7ShCpGheS4V+qEG3jGJEIlBXnQIJIQV8bej+gWxr8FJmCXwr+XLqEqgNcGpOy"
    "bR3gMdmix4PLaYcz8HeCcusOpckCnJrtAtiGuSFbIztFcNViXBNbmACqYaaNQrUc1YRwXI"
    "BqcX5avlyvgx+3PrUqXZa6JbBnzC9fTT8xZkuoWJ7eOOitrWhhg2cBlANqFPTRRnzWDqIV"
    "SHYxnm6irtoKljvDzvaHD8Y4TWh/bQVrRydctvZYS6n8bL4lxYe4GOHwAI09nyTaMOu82F"
    "RGnmehFbI5FuA68LHNdJLqtCWo1SsNEMkVxSUCkqJHZakA3Um2rqwZ8NsSetHpHy40DXCP"
    "5mSxpWn5zFUCyNLroBnN4jc5B4nUoJesn5osXjtbQnshmfwc4qFHlRRUAnTTzE9dUJwArX"
    "x8e/bxJSZVDuSK6mUpyhb6+A7Xp8cupdjsr8t5FheXYowpVA3MLWoxsnOcZXCPCBTsW8Cu"
    "jmpojg9JHdUgaihu7lENWcWtWF9Ja3fVGktaxazWWT7ix0jlQISdRnBSg0cPNSRDagZdzw"
    "XoK3KeQGy2o3XHTA+YLlgh6G7IdQAXkJ5zmNdqdv6EO/vOpmcu3kMXATpsXQCJkkT78+ud"
    "/eCCuYPIULVnpl8jjd7zlg5CQX00N9CsfmZ3VtB5QN4P7GiKe3hvWqZn+p3e2WTmkKcEXc"
    "ws7JK3ApD8WMJa8AoRTP0Hk5cArIIA6cScIffHLu12YdrAQSv8FRlHYEhGAXgkWhojoWod"
    "+WdjG9U6CYPxWU57i8dGzepVTdkGlCbXwRtvxvXCitUxSZA3Wa/rfBx96p8D+vfOvhprv5"
    "0D+vfO1n7T/jgH9G92vRHS+0TUvmKtLxc5G8/FHDsqahmnKJXS12ylj+w3ekHog4VhweqX"
    "ospKYpTsYK22PKZmj6dMc5HdpJfiAk3jvnadmU4MMYNIcvI4h1QKZ1GcC4JOKnAOqRTOAj"
    "j74qX8ypGhU1iLYy29emToFNbiWEuvIBk6hXUB1jkbkIy1otJeFPqZ928telFtbU+2om3t"
    "P5g84MbBK+wVu6vTbboV1h/aWl+nmlcafzTge52ofYN8Wq3J9YR1hkZ9QMek9eRNWoCe2m"
    "mwfQS09RrZxk/Ytp7y5p4d9SlpDmHo0XeWKVSehkwP+1Au7UMyhIRcE3Voh+2bbPao6c4+"
    "FXFnnxa7s09z7uziM1mrTUyHcD5r52Y8+jSasoq3wac7ezyixWz1C+3yl3OQ+FLH0rT78r"
    "ZfkRNGJIkO+QRJk5nRmCCONQ1zwkVFovkYJ2naV21g9xjL20qVjfQAbKRE3OSdlVk8byKC"
    "Fq5Mu6/R4RQkNZYVQQkp2rgqiS1LZetSPoIvUlDyMBeHGaWp1Gm7cqFGW1k6dq6X/xqIS8"
    "Va+a+xQFWtkyekLxGN3EELMk4QDXgYDYe/g7lpIaIee2BFgGOHvQUdUgUbAvoDaZQE060j"
    "dRsmmgd3LDptkMNT2J/jkdzD50JdLIQoe7acUrmVyt3sLX73KrfS7/aue7hL2Ht7KoNwTN"
    "FCgE9FwmFOi+NhTnMBMWFuvcsr/V2McoashVDvfiyzRXpGVDL5M/kypEqzbrRmzV6LvGxB"
    "wYpC0SdH16ZI/N7xybuTszenJ5H8E10pE3vyZbLwmrtWlRdtjYjaBOkuirWuEHnUjDNKix"
    "XoBInK1NkiUyfW5WqEo+aI1Z7Q6D0h1L45ynDZkaFJMnVmqMCZobEtQx7pBKHCugBrCfuf"
    "KiK0n1ov0qZSVp+KayINK1eVmUbDClnVFtErNDOJFBakVVELJLUwkrnzsIIPyAGvsBMkcE"
    "VpWezKN3O1Wf0IqNHSDlO8QmoW7JW3hO73UdURTcrc2UhzZzQAZGwZKaIWWjJ6IkajXrHR"
    "qJczGvnzho9xdbRRTN1ksDuftOnlR33cn9xeT89B8tudPR1NtWv9w0i7npyDxJc7W5sMtK"
    "H+URteDS61m3OQ/p5dx14mLskybY5TIFhS+XMkJMlqGT7NUUDbKpfpVf9yQHTmV2+7bzKS"
    "UNL6l0bWI8tIgT+gel5ExI2eFqOb/nAw/HAOgg93NtF3J+xK8KHOID8TCb8ojr7I8kE6gU"
    "dl7sQ304Odk00inbKjcnUk0JVO0lHZORLo4q884bAE3ZBAoSuA7oa8lRy8EYXCVwBfVrak"
    "hrU4SbcDQ/HhgH5wduKm1G15aQ1Wle9qAhsOv3xXwl7MtYCm7clldtB1umWlNZTWvXLQDJ"
    "ErfjBm3MERGONHvxQWjJMpfwZfWAF5feGYxhcatsk2wTe9z8fHf9J/XUC2Bs9CPxEKE9p5"
    "q+j+H0kLemmJgFFWiSsy7rPu3SU0yKPOwQMiP8PD4J5cow8xusCmtcNIC7IbdQG0DYA3nm"
    "saKKjtRQYR6dD164EV1tr6HE/MsGkuHDVTStlAuky6afxKeoJWJZs2be3ulpiCv4N8yL7O"
    "rJI0ITL4eGcPhvrNNS24FXxohsUxmqc5hpQcaxeTtOiA5Z2FQfnLLGeFKXNyx0TKwS0QTK"
    "AiNr8brSva5WWYnCBTDG40g1WY+7OFuYeYGeYCubXQjilbCPjuUzie29nVNHxb5u36zuB9"
    "bnfXdwYv+rZmp1Cx2pT6ApNXk0K7gF6BLwU+Owd3C/DT9Ap8EfBjwybPDGdD56lAR07RZf"
    "XkJw8d8FmvXH05SFeJxHgialwMhtr4jyi5JYL+ejT8cMFJb7n4Y9rX1EE0L20NTYCfrGch"
    "zwQOtWKGcis2xq0Ynx9fOOh3A3CmhExbcebM9wK8d+THzWzTnOWpxhm78gdnN8xHUJofVN"
    "Pt7UNR4fuO8BJzgOsR08Tc4DS7hpFkvdLAo+foPkIXUFNqeIbugzl7wPM537+9RV91T+CV"
    "8xj78mPtU3cTPclu2zlSdYTTjpzJzlpOcQvaK0VNRFGz8EK3sCuHcJJIwSx0hoxjSsbmRh"
    "QKYLFDNpTCq3SsprDhZUI3eXJMng3SB5psl/V/EKea5IS3/R9tMiYalb34aLoedp46XBUh"
    "3aRCQXBYY32ZaC1QRdVDcPWDy04boW8L/F4AGRTkCzsTPDyTlkar0qssUHVKyCb025GHie"
    "pKa1O/+pFXMnXn/ZeHpNLHlYej0hYBj6O8DAEVI0CXUTO6Eu2CbkuJJ9Z4TNUTVNRrIxWV"
    "hiQINXQzbEUoE7KwnBPRb69keBEZfm3KH/6YoFEgC4IsHfWRoFEgC7m/qexS7AwpKaCcJW"
    "xhEN7uS+Iw1PIwa44Di+IMQooMvu2rnpkdzp//VJaTlxYhEzVrYnVEHPsEkYJeGa2aZ7TK"
    "jvCdwDoNOmopqolJ3awk7jF8HKMZdtKWBs7tbpWB6lF34pYCxqk1fCLipQGgS8/Apc5lll"
    "/9lSYzUysXMkJHM7TJoKGGJZO2ISRzB68IEc8ktaNeuYYoF28cfxQ/ICYuz5Zo9uBuKoxS"
    "ObI5IlPMry4tZDUKkdUtMjFclTDdyM2nW2I6ikeAsKYQUbRQRdh9YlQ4sQTRDZq3ENqe0G"
    "GAvZLDAHucwwDDZU4C4iRNC3HefapZsHHxlunigPoEkYqm79aMpqfuK7oBIx74pXXtU4TP"
    "mPYf7qBJ/KNdtcFJ/3RQEvw2NseJUiaNpOmUVlzbIIE8uJBZxcP27Ts1dy8bZUKwz4Fc7i"
    "RMUyo3YaPdhDZ2VtAy3VqczhGropFN5rWD1tjhMLn4DK+YQh2AfaAHYE/84+K5FrFJdJR8"
    "mTnMjVtVmsJGNgLIMP1Sgl9m2PCjpHonvbfgcYmoqQr4/QF3DW0XeI8YPCHouF2yjfVOgk"
    "amR6kgmEGyyRnQYU3yJrK9P41rOqOiMlnNwjBD+lh1znWTZMRi4xXjlYTMGLZvoda/46MU"
    "yEsjSwbaiKCF2O6hMqIHHc/VTU6IRvmJpinCNmmbuzjVNLGSS7u287RtQvdlPdyZHXZrh+"
    "xlur8DY4moXzY/IqWTszNBBmjrcxjbFmGw5yMYWeQAV1QPYwrKBPUwgEHEYz2zNvf0rEMI"
    "bMZEaAFaYftnIgy7gD6disQ+N8CjSZ3L7A4zXDpPPG/1DnosELdZA3qfoVLqn/ZbdCsd0S"
    "yGgV3oKgd08/aGMhk+5JqooBm2b6Oc2RMx/JJWxZJmL+8hjeebuJoUkbQQ5VMRkE+LMT7N"
    "u/jbXnT+8vr2gh70d3txZw+16WA01K7PQfgpu3k8n0olYZVLl57UlTzEl4eyFWYVUAJA+c"
    "mTW2OUy7ptI1bQMqG7/Xii8rNGu2oTTvtXRnzICjWSCNEqtUSHUUsB5cSPGPwhUBvmTKmg"
    "vfDUjtK2FaGvCbnF/33KjH8QKoCKQd1zDKrSAfauA0QLoijAEUEL4d2LIqsy1ppiz1eZVW"
    "IW/MZmVmnIMWdLvhwY3KsQAmHcqkoALIa1ujKnlMD2vUhrWx4mVyyH1Sgb0PKCAW/fikTi"
    "vn1bHIlL72UkBTKtZOQEv3kL0T0WinM+LolzPuYkBGHbQ7wg/uKoyATJVmGRTUO79XGRf/"
    "8/UmVBLw=="
)
