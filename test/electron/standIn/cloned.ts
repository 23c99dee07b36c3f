/** What ports carry in Electron's main and utility processes. */
import { Deserializer, Serializer } from 'node:v8'

/**
 * As V8 clones with neither a page nor a Node around it.
 * @throws Error of functions, memory that is shared, and what is Node's own: ports, keys
 */
export function cloned(value: unknown): unknown {
  const serializer = new Serializer()
  serializer.writeHeader()
  serializer.writeValue(value)
  const deserializer = new Deserializer(serializer.releaseBuffer())
  deserializer.readHeader()
  return deserializer.readValue()
}
