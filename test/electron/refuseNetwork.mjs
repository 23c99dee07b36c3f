// `node --import`: whatever would connect to anything fails, and says to what.
import { Socket } from 'node:net'

Socket.prototype.connect = function connect(...args) {
  throw new Error(`Nothing may be fetched here, but a connection was asked for: ${JSON.stringify(args)}`)
}
