/** The window's composition root. Loaded by main.ts. */
import './app/withoutEval.ts'
import '@fontsource-variable/inter'
import './ui/tokens.css'
import './ui/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { showFaults } from './app/faults.ts'
import { followAddress } from './app/navigation.ts'
import { loadNextScreens } from './app/screens.ts'
import { keepSession, restoreSession } from './app/session.ts'
import { useShell } from './app/shell.ts'
import { useTheme } from './app/theme.ts'
import { askRunAhead } from './features/run/askRunAhead.ts'
import { askedAhead } from './host/askedAhead.ts'
import { useConnection } from './host/connection.ts'
import { openHost } from './host/openHost.ts'
import { provideHost } from './host/useHost.ts'
import { isPageSeen } from './host/whileShown.ts'

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce
const app = createApp(App, { nonce })
app.use(createPinia())
showFaults(app)
useTheme()
const { client, ask } = askedAhead(openHost(useConnection(), useShell()))
// A page that is opened behind others would show, once it is seen, what was answered long before.
if (isPageSeen.value) void askRunAhead(ask, location.hash)
provideHost(app, client)
restoreSession()
followAddress()
keepSession()
// What was asked is on its way before the window is built, which takes a while.
await new Promise((resolve) => setTimeout(resolve))
app.mount('#app')
loadNextScreens()
