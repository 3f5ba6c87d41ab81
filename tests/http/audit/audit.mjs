// Prints the audit of the server at the given address as JSON: [{id, name, status, reason}].
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: process.argv[2] });
const report = results.map(({ id, name, status, ...rest }) => ({ id, name, status, reason: rest.reason ?? '' }));
process.stdout.write(JSON.stringify(report));
