/** Classes of errors: their words and icons. The colour is the charts'. */
import {
  Ban,
  Braces,
  CircleX,
  Clock,
  Code,
  CornerUpRight,
  FileWarning,
  Globe,
  Hourglass,
  ListX,
  LockKeyhole,
  PlugZap,
  RefreshCwOff,
  SearchX,
  Scissors,
  Unplug,
  UserX,
  Weight,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { ErrorClass } from '../../../../core/recording/second.ts'

export interface ErrorClassLook {
  word: string
  icon: Component
  meaning: string
}

const LOOKS: Readonly<Record<ErrorClass, ErrorClassLook>> = {
  connection: { word: 'No connection', icon: Unplug, meaning: 'Refused or unreachable' },
  dns: { word: 'DNS', icon: Globe, meaning: 'The name of the host was not found' },
  tls: { word: 'TLS', icon: LockKeyhole, meaning: 'No secure connection could be made' },
  timeout: { word: 'Timeout', icon: Clock, meaning: 'No whole response in time' },
  reset: { word: 'Connection lost', icon: PlugZap, meaning: 'Lost in the middle of a request' },
  protocol: { word: 'Broken HTTP', icon: FileWarning, meaning: 'The response was no valid HTTP' },
  status: { word: 'Status', icon: CircleX, meaning: 'Another status than expected' },
  check: { word: 'Check failed', icon: ListX, meaning: 'An expectation on the response was not met' },
  extract: { word: 'Value not found', icon: SearchX, meaning: 'A value for later steps was not in the response' },
  socket: { word: 'WebSocket', icon: Unplug, meaning: 'A WebSocket closed or failed' },
  reply: { word: 'No reply in time', icon: Hourglass, meaning: 'No message that matches came in time' },
  gaveUp: { word: 'Gave up', icon: RefreshCwOff, meaning: 'Repeated until, without success' },
  setup: { word: 'onStart failed', icon: UserX, meaning: 'The user could not begin' },
  script: { word: 'Code threw', icon: Code, meaning: 'Code of the plan threw an error' },
  interrupted: { word: 'Cut off by the end', icon: Scissors, meaning: 'The run ended while it was under way' },
  invalid: { word: 'Request not built', icon: Braces, meaning: 'A request could not be built from its values' },
  tooLarge: { word: 'Body too large', icon: Weight, meaning: 'A body over the limit' },
  redirect: { word: 'Redirect', icon: CornerUpRight, meaning: 'Too many redirects, or a broken one' },
}

/** A class that this version does not know yet is shown by its name. */
export function errorClassLook(name: ErrorClass): ErrorClassLook {
  return Object.hasOwn(LOOKS, name) ? LOOKS[name] : { word: name, icon: Ban, meaning: name }
}
