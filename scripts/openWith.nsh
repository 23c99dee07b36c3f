; For the installer of Windows (electron-builder.yml). The Explorer knows files by what follows the last point, so all YAML is meant:
; Loadwright is among those that "Open with" offers for it, and leaves the one that opens it as it is.

!define LOADWRIGHT_PLAN "Loadwright.Plan"

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\${LOADWRIGHT_PLAN}" "" "Load test plan"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${LOADWRIGHT_PLAN}\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${LOADWRIGHT_PLAN}\shell\open\command" "" '"$appExe" "%1"'
  WriteRegNone SHELL_CONTEXT "Software\Classes\.yaml\OpenWithProgids" "${LOADWRIGHT_PLAN}"
  WriteRegNone SHELL_CONTEXT "Software\Classes\.yml\OpenWithProgids" "${LOADWRIGHT_PLAN}"
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.yaml\OpenWithProgids" "${LOADWRIGHT_PLAN}"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.yml\OpenWithProgids" "${LOADWRIGHT_PLAN}"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\${LOADWRIGHT_PLAN}"
!macroend
