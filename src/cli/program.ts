/** The program as commander has it: the asked command in full, the others by name. */
import { Command, CommanderError } from 'commander'
import { EXIT_CODES } from '../core/criteria/exitCode.ts'
import { RunRefusal } from '../host/runs/runRefusal.ts'
import { CommandError, type CliContext } from './cliContext.ts'
import { COMMANDS, LATER_COMMANDS } from './commandTable.ts'
import { asciiText, plainLines, plainText } from './terminal/plainText.ts'

/**
 * Runs one command line. Errors of the user are printed and become an exit code; what comes out as an exception is a bug.
 * @param args without node and script
 */
export async function runProgram(args: readonly string[], context: CliContext): Promise<void> {
  try {
    const program = await buildProgram(args, context)
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version end by an error, too. Without any command the help is an answer to wrong usage.
      context.exitWith(error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage)
      return
    }
    if (!(error instanceof CommandError || error instanceof RunRefusal)) throw error
    context.say(`${context.err.paint.red('error:')} ${plainLines(error.message)}`)
    context.exitWith(error instanceof CommandError ? error.exitCode : EXIT_CODES.usage)
  }
}

async function buildProgram(args: readonly string[], context: CliContext): Promise<Command> {
  const program = new Command('loadwright')
    .description('Load testing: plans, runs, verdicts. Data goes to stdout, everything for people to stderr.')
    .version(context.version, '-V, --version')
    .option('--no-color', 'no colours (so do NO_COLOR and TERM=dumb)')
    .showHelpAfterError('Try --help.')
    .exitOverride()
    .configureHelp({ helpWidth: Math.min(context.out.columns(), 120) })
    .configureOutput({
      writeOut: (text) => context.print(context.out.unicode ? text : asciiText(text)),
      writeErr: (text) => void context.stderr.write(context.err.unicode ? text : asciiText(text)),
      // Arguments are quoted in errors, whatever they hold.
      outputError: (text, write) => write(`${plainLines(shortened(text.trimEnd()))}\n`),
    })
  const asked = askedCommand(args)
  if (asked !== null && LATER_COMMANDS.includes(asked)) {
    throw new CommandError(EXIT_CODES.usage, `\`loadwright ${plainText(asked)}\` is not part of this version.`)
  }
  for (const { name, usage, summary, load } of COMMANDS) {
    if (name === asked) {
      const { register } = await load()
      register(program, context)
    } else program.command(name).usage(usage).description(summary)
  }
  return program
}

const LONGEST_ERROR = 500

function shortened(text: string): string {
  return text.length > LONGEST_ERROR ? `${text.slice(0, LONGEST_ERROR - 1)}…` : text
}

/** The word after the options of the program itself, or after `help`. */
function askedCommand(args: readonly string[]): string | null {
  const words = args.filter((arg) => !arg.startsWith('-'))
  return (words[0] === 'help' ? words[1] : words[0]) ?? null
}
