from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "api_key" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "prefix" VARCHAR(8) NOT NULL UNIQUE,
    "digest" BYTEA NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "rate_limit" INT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "created_by" VARCHAR(80) NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    "last_used_at" TIMESTAMPTZ
);
COMMENT ON TABLE "api_key" IS 'A key that a program shows: a digest of it, and what it allows. A revoked one stays.';
        ALTER TABLE "audit_entry" ADD "key_prefix" VARCHAR(8);
        ALTER TABLE "audit_entry" ADD "request_id" VARCHAR(80);
ALTER TABLE "api_key"
    ADD CONSTRAINT "api_key_prefix" CHECK ("prefix" ~ '^[0-9A-Za-z]{8}$'),
    ADD CONSTRAINT "api_key_digest" CHECK (octet_length("digest") = 32),
    ADD CONSTRAINT "api_key_name" CHECK ("name" <> ''),
    ADD CONSTRAINT "api_key_role" CHECK ("role" IN ('READER', 'OPERATOR', 'ADMIN')),
    ADD CONSTRAINT "api_key_rate_limit" CHECK ("rate_limit" >= 0),
    ADD CONSTRAINT "api_key_times" CHECK ("expires_at" > "created_at" AND "revoked_at" >= "created_at");
CREATE INDEX "idx_api_key_created" ON "api_key" ("created_at", "id");
CREATE TRIGGER "api_key_fixed" BEFORE UPDATE OF "id", "prefix", "digest", "name", "role", "created_at", "created_by"
    ON "api_key" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "api_key_revoked" BEFORE UPDATE ON "api_key" FOR EACH ROW
    WHEN (OLD."revoked_at" IS NOT NULL AND NEW."revoked_at" IS DISTINCT FROM OLD."revoked_at")
    EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "api_key_keep_rows" BEFORE DELETE ON "api_key"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "api_key_keep" BEFORE TRUNCATE ON "api_key"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
ALTER TABLE "audit_entry" ENABLE ALWAYS TRIGGER "audit_entry_append_only";
ALTER TABLE "audit_entry" ENABLE ALWAYS TRIGGER "audit_entry_keep";"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        ALTER TABLE "audit_entry" ENABLE TRIGGER "audit_entry_append_only";
        ALTER TABLE "audit_entry" ENABLE TRIGGER "audit_entry_keep";
        ALTER TABLE "audit_entry" DROP COLUMN "request_id";
        ALTER TABLE "audit_entry" DROP COLUMN "key_prefix";
        DROP TABLE IF EXISTS "api_key";"""


MODELS_STATE = (
    "eJztXWuT2ria/iuq/jKZKiaVJkkn27O1VW6aTDhDQxbomTM7TLnVIMDbRuLYJoQ6O/99Jf"
    "luS8Y2pts4+pCOL3pl80h+pff+74sFIc4jNM3X2sb4Fe0vrsG/LzBcI3qQutcCF3Czid5h"
    "lxz4aPLmcGPoT16zR9ux4MyhlxfQtBG9NEf2zDI2jkEwa6wB2hQ4K+gACDYWWVpwDewV2d"
    "nX9MLcWCLbAWQBDKcFIJ6DHWtp0MamSdu8Bhqw0FfyhOaAYARsB+7t1+zJczKjjzbw8pQP"
    "2WLjX1ukO2SJnBWy6KP+/IteNvAcfUO2f7p50hcGMucxTI0564Bf1539hl+7MZY97Hzibd"
    "lPeNRnxNyucdh+s3dWBAcEBnbY1SXCyIIOYk9wrC1DGW9N0xsPH3j3ZcMm7ltGaOZoAbcm"
    "GytG7b5AeO1C1wfDiT7uTnT9IjWOPkUEde/SjGA2B+ir2hyAJXuFn/6j3X779kP7zdurj+"
    "/fffjw/uObj7Qtf9/0rQ9/uy8TouV2xTHr/dIbTNgLETrR3AnILvzNaaADXSo+GCH6Gwst"
    "jG/pEeisoCXGP6RIjAH9cckx8BGv7yCs4TfdRHjprOjpxwx4f9NGnc/a6NXHH+MQD7wbbX"
    "aHYR1i635OotmNobUXoxvSJNB93Dv0bUrg618IAQ4Z0DMgnDVj+8Mb1vPatv9lehjf9Aba"
    "6I9Xd9o/Oc7rvXerPxz84rffENtZWryji5s/Jl0tgTv/v8CM9ttXM59fGO/4jL56k2NKX7"
    "2Rzml2Kw6uRcxC4PrtGwju5VUOcC+vpOCyWwlwKRS6aawNAdeQLohxosMLowBnj+XWBmZ3"
    "aWxfvvvw7uPbq3fBihhcyVoI/UUvhHVmIfbbdSiA9ZbecYw1EmMbp0xgO/dIX/sHZzijM3"
    "Cc9O6644l29yXGo2+1SZfdacfYs3/1VXK2B52A33uTz4Cdgv8ZDrpJPh60m/zPBXsnuHWI"
    "jslOh/MoJv5l/5JwmB/3RRhUnKqBbOpjnjXgo3wN+JhaA9C3jUHHrcT3FKes4HuqGedq0u"
    "fkSXolRjlOqUa5zqNsQtvRt3apcU7SqpGu20gzrcviKSL5swuPcPa0g9ZcT90hbSJrm761"
    "bq+TVyCGSz5IDE32nqHCbDs3nC52LJlCLbzfOqBUYy11FDQ9qFj7fUXA3PB0WQ7h/7varc"
    "c9PTFmK2AhOtts5zXQNhuE5z8RbO7TyrNjOjqsIPv3RQjmhfs9GfML1ogumnQa2PTnBEiH"
    "yrNvegQQ7zv0P8ALTkzh4Sd/KxVcLVVwxfmukkZqym6jCyvlScQqIogEBEoGySGDULTYGx"
    "XD16NoIMDVK/ocaNG1qgjAIUUDAb5s50GYtpKr+9opjB/RglgCdeo/xsOBGOOQIsn+jZkD"
    "/g+Yhn2GCr8MZBkUMZbvAxrYCCJYdwQWAtbBTZJ5LBwk4M1y2AMChXp51Okt9v4FOEpI0U"
    "CO8i4PQ3kn5yfvUuzkCe314gbdOFUpoGs2sU9q1fVEPF0kNGXN5ChVA0GuZINXG3VFh5gm"
    "4vvF0RZfCDUW8SatbKXFLGisW17rg3qLIUaANmbuOBB4HRDrOvDJ2UEbQJv54tAtQcxbZ2"
    "7M09qL47srqMOwydaa8a2KTXeGnhUthz4jjpUedqPUGuek1gjHLS+PDCnUap9jtfeWFCSY"
    "5fKNbIzoqM1s3eB+7t0sZWrO1hbP7y7erjn+PfqKELuTOj7XA+o6z/WL/77v3ndvr4H7/x"
    "SP7geD3uCXa+AdTPH4vtPpdm9Zo+Bwir9oo0lP618D72CKP2m9Pmvk/p9cnV7G3SayLqWG"
    "MVsDG6dUmthaa2IXBjbsValxTpAqA2edx5k2FS2G0v1e0L6Uz1ypL/ZNchjfHL3Nq85Lbg"
    "XxshCAEQoFIbuyxcVBjNEoGN1N6oJ5lRQAMUKhIHQB2RBLsNxlSQY+hdJxl5cKkGWJrL4T"
    "9E0ycwOCJugEs3YT3X9OstGOxXr4zZNDUCsd4XpDd30eRkINYdigdUg/GG96SDkoHxEViX"
    "em+rIZmRfSlvntGxeFd/UujyvDO7krw7uknK8Cwk7rxjAjW98dM//sDUgaiPIJvHEMkcPC"
    "eE0XEil/9mkaFBL2tv3hKuDK7CSLD4/vtH4/vTV+oj+hrNrWp63znL3od7Vf7rvXwP1/ii"
    "kE3dFAm/SGA6aSjZ2+nCK2wD4uFiBJ31Ogdb/xCD/9OkImlDj6iXZmI97jZyrcEJcd1WMQ"
    "i265w6vetxsP8jC+In0NndkKHY1dn/Z1x7pqNFjbDdPpVgLWPe+qqWhVNKsaPaNsBG3m7H"
    "AkRmPeTZNAejYBPc7lD0nrqTUhp+iuu8uTvopQ5sj7E+nhBxu4fbDcOg4C3O8UQMC/sp/B"
    "A7/6AAwbRF53zC6+doj+lbv0vPpRlPfnNA8p6BIUxcrVHjxhssO5HYNSSHNyPhxi3yD2FU"
    "aef+TTVHRViS37C6tVgiFPjUG25TdKp+z7tbb7cn5F+ZJlF4wIShHWWawrqYpo59GmteXa"
    "tHZKm8ZRS8OsWRaUJLUKKBL4Ns/T7HZ4f9Pvgi+jbqc3pgL2n3+lVGXJFTD/wpCmfT5bZ0"
    "PWiYTcUngIolTVgP+dLNEpbY/wk0gPxidiIWOJf0X7lGIuh3LnDL8GmazUYsqvXbC9FDAD"
    "ejBHJnLcRU8bd7TbrrstzWsdTXwd6dEYYjQh9E/usSgt1r/oZ5F3DKLcIAf6R4qztwjO+8"
    "hxuJglEGAj91vZIuuctqQ7hKBpDhl1TSUl+mJu6tgZ2ZpzgIkDHhFgfjcsimTvpsIwHBvw"
    "XJUA2rQ12oMZfVGRRFpFlwL5888Lh2yMGZ+V0Ar5AFksbEQlvyz51EIzZHwN3D3z5d+IoK"
    "n7HSg5sY6LUCtDTgwmTV7hIZxlzRMaTmIljn2NOf36YjRN2u1W5ujnsbVCnCOkaRKkzyxA"
    "eIndk6jLUzt7BCXzOtfMHp8F34nSOm/g3iRQuEjKQY8QqYTaZZF/Wde0l+YuJw/j9K16ee"
    "ENKRoI8Ps3eRCmraQQ83tJjGP7+iJ2gASpMgXU2hRgoY0J9yUHOkaqQv3qNs61cfz/hKCz"
    "tdCIv5tAERO538pWxCzclrrlNT2oiJmsEPCIbDeTB9dBMcUIO8PA4Eo5J61vKUQpVKuEOk"
    "HvrT0ZAto6WaT0KkrNUUs1R2Ls8m45EmQN3HdUv7Fzv4uCq1BApDYatVuAooP7FZpbkddj"
    "hhU8JFFmcFlpLDkHkhbGagLzqT7kiZkHtyVr3sRJFSOqNSMyMB0sSRoiyYYqoGhCyHH8Q3"
    "rbzvEhvW1LPyR2q55+Ii8Ncx08RSReCSV8RJoWbtA6zjPhGYXnf5DHC6HUzG60ssXl//Wa"
    "HBST+wQvwY5YTy2wM5wV9yDg1W6RLSiKe7B10cSXQW63SPm4HI4E9OfpIW0V7gP3973bAl"
    "L1dmvMXzOaMl/GYeH64j8XW8wTewL+JPbn3X9dPP8i764C7qodXY/5Tz/gTi4NHpUY/c4g"
    "YLQ2ErNKqXj2KRXnBAtMhdJ9kt9cJW1iVxziQLMAekH7BkX4VwYmF3PSYMoTYAUEKi3uCY"
    "o8ZCUekxR5UInHVOKxCjQ6VSUeUxWljx6Kc1Ou1ShB9Bl9cOc2yitEx+qRfpYlxjlJq0a6"
    "ziOtMoE3d5xr4x7Ecv50WHo7WaBWtEErW+PJcxHNIm1zeQixutyAYsojJ8CS9oEB2TrXgH"
    "xliT5ME7B+gZe6B7yyZ2SDwJsf3XArVv4HwdkqmjIEvGJKUWMuSC3yHA88Iqkpf1Qx401A"
    "oiJ8K/I64q4PxQYhIDlr1dBL2Mteku+5djUp1wvMbgd5XmDqO8zxPpNd4M3IVMNz2w0pNW"
    "yX61DusoP2a/BgbfEDYO/Fo0iB6/DLCpzRlvaK7DBYWGT9M/9l19511yc4zfWe46FTPMUP"
    "6NsGzRyeG+zhmnexJBQH4F5Hc+BWhAVPxuyJLBauBYs2MyzAXdc3Tou/DHs5VuJtbdg2S/"
    "3EmC5ttqZPeXCIOaedz0wye2oxxk0ZMeKseU3myGQOoo7P5d3EeD+DhzllyNB5YHG6lNuz"
    "+5ye/yibYWPgrUN5Pn25MkY0RK/7my33mXnNaOH8YfXjMBuwVnFzWl3s/mr1uPAqJuYOj9"
    "mWj42p2Z781F5i9gaJymx8MgmU7Y18iqRnBSM51cJ8mYT38iRiTtJrMS7X8JvsEr1guM4U"
    "o67WTyLK6uthUd1D+XYzQnLWm53KTDebFbQlAYeHzcABca2twPzeRBtNmAE3cjLFn3qj8U"
    "T/rPU/XYPweIrZX50Jx9cgOJzicbczHNx6zSMntJ/7ft9rHxxOsXajDW6p1E2fGhzWw3Is"
    "SSsmtxvJsoope10hu1G4vywCfoJMWe7KjwDbfReB3m+vpv1x1VvrYtk5o6E4C0VwrCBfKD"
    "kWHOY4pRrmWg9zVFlQZJCjdMqiU+cRdrVNRcc3pFKjW+fRVVlx62RAUKlZjwu+OZCadUQ/"
    "l1GvM1G5WV8kAkoCfwXGL6/Qj9T6FRYCOmj+2oZND9q/6JgD20GbSFaPH2x6xUJwHZiDgI"
    "F/4panjYWYpMhM7Gs4Z9lXEU6btyrok1uvfN3mA1hBG2AClnBj8w4M12bEu26Bh+g34zsS"
    "PEQbRhrQ5mET5mEwxQxi8LCmJ2tEJwq3Su05nWfN+oGHdD3CR8OkhMgGrO28BViCSfC45/"
    "/nSH0S6GrpdPgzyR5FvyF/XpSAotDqF6VSBqeKDE5no8Q/o3AM4cdReqNX/bSvB9zPnMNU"
    "WVZPln8DbmUmLMns9gnqbLYqCe9lnqwMl/KsDJeprAzoK13mhaKiHOEojZrCOZwDlEHu4g"
    "UsE2wHXULVFSFTyupaK7v8LIzpEc5IHhYlKpc+rGbcq4AfTip7mJ+NsHgWsTSlWgkOrwRc"
    "UJrROb0onM8wQarU8HXmTL5Psb4ia6RzP2OB2lfuHCihL+kqeD4DXYXjYIAd3MH9MdjH6R"
    "X2eZw2Z4SuCUtLbHqSF5eI06nCHiXLS3ghCUVEjQiJcj07QtbwFeaFsI8SKVHvCPiV2bsm"
    "etC6BPt8n+CzGDO/CnfxQRBQNygdlkq4WosloQp3AwnnrwRe5VgjhTrGIKqZy6zH38IOz4"
    "ux5J7RAsZagR9TlU43GdHmuSLNCwSZM4cY3py5mSA6CfHyATjING0AuQ+JhTY8sRdguo8g"
    "0wVZAEIpN9CwgIEBBDav3QZe2RsqjwITweUW2YKsGs/wPKGnS4Ix2UGpOfYYDtUO8jKW3k"
    "tl11P2gtJZ+3y1lF02GiGThG2zDzzynDRjKPnkaEeF34JrveKPz/1gTlv4iVzXU/KJnLbw"
    "E58w2eFC5bG9IY3Q5XtSmM638E9zSYv/uGJ5BtxnxeNEimYZUMWwXtLPy+dhqSEYr+lSIR"
    "c5QrLnE/uqjIH30H/b/nAV4M1OshAe32n9vqAKcviNFTELRciUtbrWNiFvpHQ2FC4XF3As"
    "QujOAmcOdaKDpLKc9nCqgfb5WnSgA15XuY58OOzHhvaml0wne3930x29uvwxbpZIf1oYbe"
    "kzBfnAM+GOUD0jxsGVKMjirXTNUP4uag6MO5+7t/e8WEBwOMX93m/da8D+sqwTg974M68m"
    "4B1N8ZfhePLFzRURHIozSExxRxt0un3+hOAwKdTkchWsPK9EdOdZaImK0Cm3hTovUVneCt"
    "k7uUw/hXNWG1extctyRMiGNdMF4XuHdQVNbzN0xLyV9KGglkBdfi7L+lBQp3mwvSIiV4Ic"
    "PDigVLCmeXApWOOUClbJbNUZKtBaisqh55238T4U1JIZXB5qWR8K6vSsnhGL/vxyXDhCq6"
    "BNz+KS0CZpFbTpWbsg25LSW0CpYE3P2FKwxikVrOnZukemSXb6DFrzcpM22YECOT13jwFZ"
    "2IECOT2TLTQ/YhrHqBW86TlcGt40tYI3nrkCLZCFCmVYiJA0L+jzY55i3B/lxbg/potxk6"
    "0lSoEjBzikqLMxrCTA1Vc7V7lp5dBbCM6H2Nx7n935Wqu8t0+sC0XdviJEKtCkdKCJCreq"
    "yUBEHGXzj0CESEFfGnrXobsw+DEyBX9V8VUqDOjZwoDCSIajUR4HXTUU4NjXngNbPzbkaG"
    "QnCK4bjGtkCcuBqh9po1DNRjWyOS4cn5bOKWWRnUBbc+NRf/p1hExZ1aMA8E9uXyMqATQH"
    "9tjcjCSpPhqteGrsJqLFM08ejRMPaeyyrpqKk4W+Gm64VRVQjbzemooWmYv0ysWAGnp9NB"
    "GfMCv90TB9CbpqKlg8lVWFOI1Zf00Fi/4e2sfRaI14N58N2yHWvklYFYr6F+vnXIjlCPvV"
    "TvLgHJGKi0JeM5tP7r1ZNcCxnVnexC3niJSNHMfkucyqwYtjNY512hDUyqXmcDer8vwcwW"
    "b2YJIOHQVND6bq0DDgrSO1awC0geGAHf0PzmZoQ8fjNdA2G4TnPxFs7lm5GOgAwwYOfEIY"
    "MFaVOHvcA+h1nM7W8TyPFCTsyEq+EU1JxCo35E5p4CbKD5KjqJwGddMot4A8p8GLVEao2U"
    "CcOB22qppyspITyufktD4nqrIVqLyy1RP9HeIpezh/gE9b58l78Wuv86s+/PTpGvhHU/zL"
    "UOtfA/Z3ioe/D3T33D+a4i/dgdaf/KGPO8MRTyAQOw/v3/XG4+h993yK/+j2+8Pf9Y42oj"
    "cjJ1M87naGg1vdvXYNYqdTTDv3iPwjSnF/M570JveT3nBACSJnU6zd3tJ2zK/nGoTHU/xZ"
    "63/yLgeHwbPZleDJ7GSKP933+1774DDIlXDXHUyCbAnsZIrpN6p7iRI0972SV6aYQjXqdt"
    "y74XFy85mHkbTzMJK2nJG0U4zkkcwFxil50mi/vcoXfUS+aDKbbS2rlMtggrSBPoPn6yPI"
    "LyUMITNkfC010AlSNdC1HmiVeLw+zlgq2XVej4uitbWfOyVwYPmVqx6jxuHD2kcr2vqgAv"
    "J3ptjz1YA2NObgES3oLGLpeLm4CmaErsWsWg8wBNrEEvRHqAZnK4iXBZOe+ngoJWF9OV0r"
    "Q0mo9Cwn1rNEPqqC+7c4pdq+1Xr75vLlQnJwQKEk4SMkYbhwkFUE94BAwX5UbWIlrihxpS"
    "7DcLS40tHGHe22+8LSSsRhRC6vxL1KDksscdeWwzLLZ7ILRA5Eh3PeAjvDWQEqTQC2Ys2g"
    "7djMF8Hag9Cxkvk7GNyJYY2gvaXXAVzSkbAFUk3lT5jiKZ5Q4kdoI8CmrQ0gFZJYf26dkx"
    "9ssLBc65Xh1kZh95yVhZBXF8X2JKuf+Z01tJ6QQ6k2FnmEj4ZpOIbb6RTTL4c+xetiZhJW"
    "fRJA+rJ0aMErRDF1H0x/BOCZg2knxgzZP7ZYt0sDAwuxwonz12BAZwHYUSmNkzCxjv7DBK"
    "Mykpw7zsWkt3BulKxaUZdlQElyF2TrzITRV/nsjxHyOst1F5+H3BI3ZEa125H2+zVgf6dY"
    "+1374xqwv2XMYnn8F+TuC2nvhfBbTA1HttAXp1RCX72FPrre6JKQR3l97hiVqsqdoyo3R2"
    "xOd3LFcfapFM55cZYEmx7A2adSOOfA2d1eFuccCTqFdX6sC3OPBJ3COj/WhTlIgk5hLcE6"
    "pQMqoq04qC/y41tOry16UWntRLqiY/U/rMbuF4usiSM3V8fbtA5of3jV3k2s+eGIGeBanZ"
    "h+gx6tN/R6RDvD4vKgZbA6sgYrPMv0NATHolkEITHV9FlQHcLRY7+5SIHSOGS634cyaZ+T"
    "IsQftbwGbb99ndUeZeMy8pizr+Tm7KuUObvxLu5fRsO74YQ7ontHUzwasiJ2+o3W+fUaRE"
    "7KaJqqL2snLWgvn/IRkjoPRm2cODbMzYnIikOKMY7SNC/iq3qMi+tKlY70DHSkdLtJBP4Z"
    "8u8mIGggZ6o+N7clSWaYlfzcp2giV8rHlrL4UtqDLxBQ0jDL3YziVEf5GtUM8udwNTpK01"
    "G5XP6bt12SS+W/hRuqwzJ5ZPeVRyK30JLOE8QcHoaDwT/BwjARFY8dsKbAUVEZAa9DN+cE"
    "e0GePoLJ1oG4DSPNvTsm+2yQJRLYn+ORAnk+lNp9iP5KiPhK5FYid72X+OpFbiXfnT4Zwg"
    "q2318VQTikaCDA1afz8HPq2qKSn3KUE2QNhLr6ucyZ9IyKZItFUYE6Qaok61pL1vxn0R8r"
    "SVQt3fqk6JrkiV9ZLheyEfKq7GJtAVGTIK2iSNsa0UfNBLNULkBHSFSkzhGROqEsVyqHRI"
    "JYrQm1XhN86VsgDBNiIoiloaYBWWKEHyndqQY1uBIdVbEepIrRvBkO+7GBvOklJN3B/d1N"
    "d/Tqko9g6H4jKCAW6DKKIx0hVFhLsC6g/6tBKYp6KmhVTvyjwDqtXpmXWxDqk/1CDFl6ZL"
    "/gw2H18S2aGXTL6sWgMXUtU8dSRvO0hk/IAq+I5UW7BTFs/Mo3Y71d/wiYhhf78XA+NfeM"
    "S6uNT/uow+5fSjdcS91wMAGKKH5iRA1U+7TzaNjacg1bO6Vhc78bMcaHXbNC6jqDfXGnTT"
    "qf9VF3fN+fXIPo2RRPhhOtz3OOjq9B5GSKtXFPG+iftcFtr6N9uQbx8yQfexknLtPAAguK"
    "x1LF34hPkhTJXJrXHu3Zbl+EjvPdTu9O679633qb2DZGVaVxZHka/bLfRUBc689i+KU76A"
    "1+uQbewRR3+sMxv+IdlJnkH/P4qshdVZLjUDjaSYU5hTfjk10QelM4vkkFNhVAt3BEkwpl"
    "KoAu+SraHGag6xModHOgu6W/qhi8AYXCNwe+PMdLCdV6lK4Crfr5gH52SvW6JLl5aQlW5T"
    "qrwzCcKH71GX1qh1vnkXy7Q7YN+ZQSKUFjTVoHtKG8sb6OtM7hVus1B45XfM12DNMEDgGP"
    "CGy2j6Zhr9D8Z7CzDMdBOIxXRYsFmjksVtVBpsn0nC2wZLpKQidcSClyq32ORyo9aY0ZWy"
    "tDT+qQjTEroiMNCOqsmyipH73MVafmMqNQzWW6Us0TEghxNwaG1l6yRUMiIe5x79kXG7Mj"
    "u/FcSYLNGEXxpjfQRn8EjifBjqw/HPxyI3A9uflj0tWSYZNwT0UGIVeRgx4hKgl83ab2Cy"
    "C/QpDKcIX8rSIkKlrp7BIj1wz151xSI145FmIIlcm1H6NUTm61k8drExAYcXYRSi5xZ5gs"
    "sWUTb3lQZGEZjnlNr41XXTrs4DUYkZ2b9BiGaXN+Bg/2jArG+tIy5g9M4OAavLftPy8v/2"
    "L/WpSns3SjP1EKA+K0yHL6R7LUzVokNJDnXA48k3j39grO6aOuwROir+FKS/wh8xbALEs0"
    "bUF2LOAQzwGVBW1jjrwszpSp0g79uqXysMNAqxCUOE0GHiaK5syRXiSxUPiT9AitSitUv8"
    "VELp99B5lvujp3qWCpb7zDKe4N9C99llrZO0jyiJdxl3iJ6sX13GJVFvDislkBh8lyZw6J"
    "lCtzDrdxFZvX4C1qXAoMVvkigxwhUwNc6wFWAc3PFtDsYzY3lsguhXZI2UDAqw/Wf25Pvb"
    "rh2zBXve8M3uf21fvO4EXfNrzeMK9CoC8J/WmF0JbQK/ALgc/m7DHgx+kV+HnADxWbIjWc"
    "3KAZp1M2zVZJm6Zyw3tB01osc2HxQRBQq8FQPpG18YkcdceTUa8zuZBP+moATiQLbSrOgu"
    "9dgndFdtzEMi1gTx6dX+WmWGKDsd/pedkIMpMblDR7u1AcsH0HeOUzgOvBoOUzgzPfV06S"
    "tEq7rrU7aAOmSvVq+oInY/ZEFguxffuIvgqWpAm4TzGLsbt/DJh8UatxpKeiy3aKVBXrrc"
    "iYbG2KCW5eeyWo5RHUTLLUTWIXQzhKpGDOVS3UMgoGFgYUCuB85RSVwKtkrLoMw8vEnYn2"
    "MelhKFy68riUZWdRvzK1eTt9EcsRlajw8rNhO8TaXwhFhHiTAwKCxRvrq0jrHIF9DoLrH2"
    "xeV5L9WuD2AuikoCdw4SCLbvP5LGXequwqd1SdULIxO3vtECq6sipEr34URfFV3n+2Syp7"
    "XLY7KmvhjXEQVJ5DxPDQ5dScLkO6YMtS5IklHnPoCcrrtZaCSk2yG9R0MWyEKxMySTEjot"
    "te7eHz7OE3hl7YnSZCo0DOCXJhr48IjQI5l/mb7V3kxpCMUjlJwgY64VWfz5OjloZZsywo"
    "8zPwKRL4Nq9OQnI6//mX0py89BYyksgiFEfyYx8hUtArpVX9lFbJGV4JrBOvo4aiGvmo65"
    "WBagR3IzQjVlzTILjdOqSg2ulW2DKHcsrLbgKgzdI5MeMyj6/+yoKZmZYLzX1DM8R00jDF"
    "ksHaUJKFRdaUSKSSqqhXoSLKJlvLncVeOpzZCs2e7O0BpVSKbIHoJ+amWMilNfKR1U1Wz0"
    "MFTNdy8WllqI7CGZBbUggoGigiVB8YJcxnJUdXnM2qCdC2c5V9b2eUfW8Lyr77bK4AxFGa"
    "BuJcfaiZyhD2Ut70zHzFFmAkAj+zglmM8BnD/v0VNIp/sKrWOOifTUqK3xYLjChZu5E4nZ"
    "KKSyskkAOXRbi4374UB6+ZB/AzLJSRjX0K5GwjYZxSmQlrbSbExFpD07BLjXSKWGW8r/NY"
    "W2hDLMEgy7OHhhQqeWix5KEp/e1LKcXGCNqyrIbevVa2OswOWx1UhQ0xAmhuuKkEH2Zk7n"
    "pJtd+134PdCjFVFXD7A/YGYhs4OwL2CFp2iy5j7XdeI4MnUodgBukiN4cWb5JWkZ38aULV"
    "GdsqU27muxmyx6aUZkp5VUvlFR+rAntGv30Dpf6K68DRH43MItAGBA3E9gSZER1oObZuCF"
    "w0xnQLZsrzI0YJmyRtvm1/uAp4BzvJ4hbjO63fF2SWDjl5YdN2mrZJ6L6shTuxwh5tkO3E"
    "+zuzIclrl03PyMLB2QknA3R0EfmmeRicuH489xwQbtV9n4KsjbrvwJDHYj0zt4+sUDsEmA"
    "8iNAHLsP0z3QzbgD2dbYnd0eAViwzM73DFpbUXWasr6FGy3eYN2H2OSqZ92m3ROmiI5j4M"
    "/EJLGaDrtzZk7eH9Ucu70fTbN3GfeYp6SpHvLb+YFJA0EOWrPCBfyTG+Spv4m550vtO/v2"
    "FVyu9vpnigTXrDgda/Bv5RcvF4PpGqgFYunnpSV/sh8X4omWFWAZUDKDd48miMUlG3TcQK"
    "mga0j59PbP+ssa6ahNPphREXMqlEEiB6SCzRYdAyh3Diegz+4IkNCy5UsF5EYkdm2wOur5"
    "F9i/t+So1/FiKA8kE9sQ+qkgFOLgMEDDEvwAFBA+E9iSCrItbqos9XkVX5NPi1jazSkGXM"
    "VuJ9oHfvwCYQhq0ObQDlsB7OzFlow/a97NaOLCYn34eVSBvQ8IQB79/n8cR9/17uicvuJX"
    "YK9LMqsk9wmzcQ3ctcfs6XGX7Ol4KAIIIdJHLil3tFRkiOcousG9qN94v8+/8BHzlqcw=="
)
