// Mercurius as its documentation shows it: resolvers and loaders over pg, graphql-jit on.
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

const [port, database] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: database, max: 10, options: "-c jit=off" });
const query = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const schema = `
  scalar DateTime
  type Team { name: String! }
  type Competition { code: String! name: String! }
  type Outcome { home: Float! draw: Float! away: Float! }
  type Model { name: String! version: String! }
  type Prediction { outcome: Outcome! madeAt: DateTime! model: Model! }
  type Match {
    id: ID!
    kickoff: DateTime!
    status: String!
    home: Team!
    away: Team!
    competition: Competition!
    latestPrediction: Prediction
  }
  type Query {
    match(id: ID!): Match
    matches(competition: String!, season: String!): [Match!]!
  }
`;

const COLUMNS = "m.id, m.kickoff, m.status, m.home_id, m.away_id, m.competition_id";
const COMPETITION = "(SELECT id FROM competition WHERE code = $1)";

const resolvers = {
  Query: {
    match: async (_, { id }) =>
      (await query("match", `SELECT ${COLUMNS} FROM match m WHERE m.id = $1`, [id]))[0],
    matches: (_, { competition, season }) =>
      query(
        "matches",
        `SELECT ${COLUMNS} FROM match m WHERE m.competition_id = ${COMPETITION}
         AND m.season_id = (SELECT id FROM season WHERE code = $2 AND competition_id = ${COMPETITION})
         ORDER BY m.kickoff, m.id LIMIT 50`,
        [competition, season],
      ),
  },
};

const byKey = (name, text, key) => async (asked) => {
  const keys = asked.map(({ obj }) => obj[key]);
  const found = new Map((await query(name, text, [keys])).map((row) => [row.id, row]));
  return keys.map((one) => found.get(one) ?? null);
};

const teams = "SELECT id, name FROM team WHERE id = ANY($1)";
const loaders = {
  Match: {
    home: byKey("home", teams, "home_id"),
    away: byKey("away", teams, "away_id"),
    competition: byKey(
      "competition", "SELECT id, code, name FROM competition WHERE id = ANY($1)", "competition_id",
    ),
    latestPrediction: async (asked) => {
      const keys = asked.map(({ obj }) => obj.id);
      const rows = await query(
        "latest",
        `SELECT k.id, p.home, p.draw, p.away, p.made_at, v.name, v.version FROM unnest($1::bigint[]) AS k (id)
         CROSS JOIN LATERAL (SELECT * FROM prediction WHERE match_id = k.id AND NOT shadow
             ORDER BY sequence DESC LIMIT 1) p
         JOIN model_version v ON v.id = p.model_version_id`,
        [keys],
      );
      const found = new Map(rows.map((row) => [row.id, {
        outcome: { home: row.home, draw: row.draw, away: row.away },
        madeAt: row.made_at,
        model: { name: row.name, version: row.version },
      }]));
      return keys.map((one) => found.get(one) ?? null);
    },
  },
};

const app = Fastify();
app.register(mercurius, { schema, resolvers, loaders, jit: 1 });
app.get("/liveness", async () => ({ status: "pass" }));
await app.listen({ port: Number(port), host: "127.0.0.1" });
