/** The window shows our page and nothing else: it leads nowhere, opens nothing, and is given nothing that it has no use for. */
import { app, session, shell, type Session, type WebContents } from 'electron'
import { PAGE_ORIGIN } from './appProtocol.ts'
import { isDocumentation } from './externalLinks.ts'
import { isAtOrigin, isOurPage } from './ourPage.ts'

/** Copying, and charts that fill the screen. */
const PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen'])

/** For whatever contents there will ever be. Once the app is ready, before the first window. */
export function lockDown(): void {
  denyPermissions(session.defaultSession)
  app.on('web-contents-created', (_, contents) => lockContents(contents))
}

function lockContents(contents: WebContents): void {
  contents.on('will-navigate', (details) => {
    if (!isAtOrigin(details.url, PAGE_ORIGIN)) details.preventDefault()
  })
  contents.on('will-redirect', (details) => {
    if (!isAtOrigin(details.url, PAGE_ORIGIN)) details.preventDefault()
  })
  contents.on('will-frame-navigate', (details) => {
    // Our page has no frames: whatever is to be shown in one is not ours.
    if (!details.isMainFrame || !isAtOrigin(details.url, PAGE_ORIGIN)) details.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isDocumentation(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

function denyPermissions(ofPages: Session): void {
  ofPages.setPermissionRequestHandler((contents, permission, answer) =>
    answer(PERMISSIONS.has(permission) && isOurPage(contents.mainFrame, PAGE_ORIGIN)),
  )
  ofPages.setPermissionCheckHandler(
    (_, permission, origin) => PERMISSIONS.has(permission) && isAtOrigin(origin, PAGE_ORIGIN),
  )
  ofPages.setDevicePermissionHandler(() => false)
}
