import { useVisitor } from './visitor';

/** Why the editor knows no schema: the service tells it to nobody, or not to this visitor. */
export function Notice() {
  const { noSchema } = useVisitor();
  if (!noSchema) return null;
  return (
    <p className="notice" role="status">
      <strong>No schema:</strong> {noSchema}
    </p>
  );
}
