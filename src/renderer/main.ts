/** The first that runs in the page: the way to the host is opened while the window itself is still being loaded. */
import { beginChannel } from './host/firstChannel.ts'

beginChannel()
void import('./window.ts')
