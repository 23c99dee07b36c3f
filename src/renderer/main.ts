/** The window's composition root. */
import './app/withoutEval.ts'
import '@fontsource-variable/inter'
import './ui/tokens.css'
import './ui/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { showFaults } from './app/faults.ts'
import { followAddress } from './app/navigation.ts'
import { keepSession, restoreSession } from './app/session.ts'
import { useShell } from './app/shell.ts'
import { useTheme } from './app/theme.ts'
import { useConnection } from './host/connection.ts'
import { openHost } from './host/openHost.ts'
import { provideHost } from './host/useHost.ts'

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce
const app = createApp(App, { nonce })
app.use(createPinia())
showFaults(app)
useTheme()
// First: the address may hold what lets this page in, which is no link to a view.
provideHost(app, openHost(useConnection(), useShell()))
restoreSession()
followAddress()
keepSession()
app.mount('#app')
