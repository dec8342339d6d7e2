import { isObject } from '../assert.js'
import type { DehydrationHook, HydrationHooks } from '../hydration/hooks.js'
import type { ValueHooks } from '../hydration/value-hooks.js'
import { describeKind } from '../text.js'
import { wrongSetting } from './settings.js'

/** The constants that each hook accepts besides null and undefined; a record, so that the compiler requires every key. */
const CHOICES: Readonly<Record<keyof HydrationHooks, readonly string[]>> = {
  Integer: ['number', 'bigint', 'safe'],
  Bytes: [],
  Date: [],
  DateTime: [],
  Duration: [],
  LocalDateTime: [],
  LocalTime: [],
  Node: [],
  Path: [],
  Point: [],
  Relationship: [],
  Time: [],
  UnsupportedType: [],
  UUID: [],
  Vector: [],
  floats: ['typed']
}

/** The hook settings of drivers, sessions and calls. */
interface HooksConfig {
  hydrationHooks?: HydrationHooks | null
  dehydrationHooks?: readonly DehydrationHook[] | null
}

/** The hooks of a level, which take precedence over those of the `outer` level. @throws TypeError that names the invalid hook */
export function checkHooks ({ hydrationHooks, dehydrationHooks }: HooksConfig, outer: ValueHooks): ValueHooks {
  return outer.with(
    hydrationHooks == null ? undefined : checkHydrationHooks(hydrationHooks),
    dehydrationHooks == null ? undefined : checkDehydrationHooks(dehydrationHooks)
  )
}

/** @throws TypeError that names the invalid hook, and lists the valid ones */
function checkHydrationHooks (hooks: unknown): HydrationHooks {
  if (!isObject(hooks)) throw wrongSetting('hydrationHooks', 'an object of hooks by type, such as { Integer: \'safe\' },', hooks)
  for (const [name, hook] of Object.entries(hooks)) {
    if (!isHookName(name)) {
      throw new TypeError(`hydrationHooks has ${describeKind(name)}, which is not the name of a hook. Expected one of ${Object.keys(CHOICES).join(', ')}`)
    }
    const choices = CHOICES[name]
    const mayBeFunction = name !== 'floats'
    if (hook != null && !choices.includes(hook as string) && !(mayBeFunction && typeof hook === 'function')) {
      const expected = [...choices.map(choice => `'${choice}'`), ...(mayBeFunction ? ['a function'] : [])]
      throw wrongSetting(`hydrationHooks.${name}`, expected.join(', ').replace(/, (?=[^,]*$)/, ' or '), hook)
    }
  }
  return hooks
}

/** @throws TypeError that names the invalid hook */
function checkDehydrationHooks (hooks: unknown): readonly DehydrationHook[] {
  if (!Array.isArray(hooks)) throw wrongSetting('dehydrationHooks', 'an array of { isTypeInstance, dehydrate }', hooks)
  hooks.forEach((hook: Partial<DehydrationHook> | null | undefined, index) => {
    if (typeof hook?.isTypeInstance !== 'function' || typeof hook.dehydrate !== 'function') {
      throw wrongSetting(`dehydrationHooks[${index}]`, 'an object with the functions isTypeInstance and dehydrate', hook)
    }
  })
  return [...hooks] as DehydrationHook[]
}

function isHookName (name: string): name is keyof HydrationHooks {
  return Object.hasOwn(CHOICES, name)
}
