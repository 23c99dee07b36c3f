/** The smallest HTTP server there is: answers each head that ends with a fixed text. Only for GET requests without bodies. */
import { createServer } from 'node:net'
import { BODY } from './cheapServer.ts'

const response = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
)
createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => {})
  let rest = ''
  socket.on('data', (data) => {
    rest += data.toString('latin1')
    let end = rest.indexOf('\r\n\r\n')
    while (end >= 0) {
      socket.write(response)
      rest = rest.slice(end + 4)
      end = rest.indexOf('\r\n\r\n')
    }
  })
}).listen(Number(process.argv[2]), '127.0.0.1')
