import { isNode, isPath, isRelationship } from '../types/graph.js'
import { Integer, isInt } from '../types/integer.js'
import { isPoint } from '../types/spatial.js'
import {
  Date as Neo4jDate, DateTime, Duration, LocalDateTime, LocalTime, Time,
  isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime
} from '../types/temporal/index.js'
import { isUUID, uuid } from '../types/uuid.js'
import { type Vector, type VectorArray, type VectorType, isVector, vector } from '../types/vector.js'
import { type DateRule, type TextRule, dateRule, mustBe, refuseOwnConversions, textRule } from './conversion-rules.js'
import { applyRule } from './map-record.js'
import { toParameter } from './map-parameters.js'
import { objectRule } from './object-rule.js'
import type { AnyObject, GenericConstructor, Rule, Rules } from './rule.js'

type NumberRule = Rule & { isInteger?: boolean }
type AcceptNumberRule = Rule & { acceptNumber?: boolean }
type ListRule = Rule & { apply?: Rule }
type VectorRule = Rule & { asTypedList?: boolean, dimension?: number, type?: VectorType }

/**
 * Makes rules for object mapping. The fields of the argument are added to the new rule, or replace its own.
 *
 * `validate` of the rules throws a TypeError for a value of another type.
 */
export const rule = Object.freeze({
  asBoolean (rule?: Rule): Rule {
    return { validate: mustBe('a boolean', value => typeof value === 'boolean'), ...rule }
  },

  asString (rule?: Rule): Rule {
    return { validate: mustBe('a string', value => typeof value === 'string'), ...rule }
  },

  /** A number. With `isInteger`, an Integer is accepted and converted, and parameters are sent as Integers. */
  asNumber (rule?: NumberRule): Rule {
    const whole = rule?.isInteger === true
    return {
      validate: (value, field) => validateNumber(value, field, whole),
      convert: value => typeof value === 'bigint' || isInt(value) ? Integer.toNumber(value) : value,
      parameterConversion: value => whole ? Integer.fromValue(value) : value,
      ...rule
    }
  },

  /** A bigint; Integers are converted. With `acceptNumber`, so are numbers. */
  asBigInt (rule?: AcceptNumberRule): Rule {
    return {
      validate: mustBe('a bigint', value => isWhole(value, rule)),
      convert: value => {
        if (typeof value === 'number') {
          return BigInt(value)
        }
        return isInt(value) ? value.toBigInt() : value
      },
      ...rule
    }
  },

  /** An Integer; bigints are converted. With `acceptNumber`, numbers are accepted and not converted. */
  asInteger (rule?: AcceptNumberRule): Rule {
    return {
      validate: mustBe('an Integer', value => isWhole(value, rule)),
      convert: value => typeof value === 'bigint' ? Integer.fromValue(value) : value,
      ...rule
    }
  },

  asNode (rule?: Rule): Rule {
    return { validate: mustBe('a Node', isNode), ...rule }
  },

  asRelationship (rule?: Rule): Rule {
    return { validate: mustBe('a Relationship', isRelationship), ...rule }
  },

  asPath (rule?: Rule): Rule {
    return { validate: mustBe('a Path', isPath), ...rule }
  },

  asPoint (rule?: Rule): Rule {
    return { validate: mustBe('a Point', isPoint), ...rule }
  },

  /** A Duration; with `stringify`, the program uses a string. */
  asDuration (rule?: TextRule): Rule {
    return textRule({ name: 'a Duration', is: isDuration, fromString: text => Duration.fromString(text) }, rule)
  },

  /** A LocalTime; with `stringify`, the program uses a string. */
  asLocalTime (rule?: TextRule): Rule {
    return textRule({ name: 'a LocalTime', is: isLocalTime, fromString: text => LocalTime.fromString(text) }, rule)
  },

  /** A Time; with `stringify`, the program uses a string. */
  asTime (rule?: TextRule): Rule {
    return textRule({ name: 'a Time', is: isTime, fromString: text => Time.fromString(text) }, rule)
  },

  /** A Date; with `stringify` or `jsNativeDate`, the program uses a string or a JavaScript `Date`. */
  asDate (rule?: DateRule): Rule {
    return dateRule({
      name: 'a Date',
      is: isDate,
      fromString: text => Neo4jDate.fromString(text),
      fromStandardDate: date => Neo4jDate.fromStandardDateLocal(date)
    }, rule)
  },

  /** A LocalDateTime; with `stringify` or `jsNativeDate`, the program uses a string or a JavaScript `Date`. */
  asLocalDateTime (rule?: DateRule): Rule {
    return dateRule({
      name: 'a LocalDateTime',
      is: isLocalDateTime,
      fromString: text => LocalDateTime.fromString(text),
      fromStandardDate: date => LocalDateTime.fromStandardDate(date)
    }, rule)
  },

  /** A DateTime; with `stringify` or `jsNativeDate`, the program uses a string or a JavaScript `Date`. */
  asDateTime (rule?: DateRule): Rule {
    return dateRule({
      name: 'a DateTime',
      is: isDateTime,
      fromString: text => DateTime.fromString(text),
      fromStandardDate: date => DateTime.fromStandardDate(date)
    }, rule)
  },

  /** A list; `apply` is the rule of its elements. */
  asList (rule?: ListRule): Rule {
    const apply = rule?.apply
    return {
      validate: (list, field) => validateList(list, field, apply),
      convert: (list: unknown[], field) => apply == null ? list : list.map((item, i) => applyRule(item, `${field}[${i}]`, apply)),
      parameterConversion: (list: unknown[]) => apply == null ? list : list.map(item => toParameter(item, apply)),
      ...rule
    }
  },

  /** A Vector, of the given `type` and `dimension` if they are set; with `asTypedList`, the program uses a typed array. */
  asVector (rule?: VectorRule): Rule {
    refuseOwnConversions('asTypedList', rule?.asTypedList, rule)
    const asArray = rule?.asTypedList === true
    return {
      validate: (value, field) => validateVector(value, field, rule),
      convert: (value: Vector<VectorArray>) => asArray ? value._typedArray : value,
      parameterConversion: asArray ? array => vector(array) : undefined,
      ...rule
    }
  },

  /** A UUID; with `stringify`, the program uses a string. */
  asUUID (rule?: TextRule): Rule {
    return textRule({ name: 'a UUID', is: isUUID, fromString: uuid }, rule)
  },

  /**
   * A map as an object of a class, or as a plain object made by rules; names are translated as for records.
   * @param rules for a class. Default: those registered for it, which this call looks up.
   */
  asObject (constructorOrRules: GenericConstructor<AnyObject> | Rules, rules?: Rules): Rule {
    return objectRule(constructorOrRules, rules)
  }
})

function validateNumber (value: unknown, field: string, whole: boolean): void {
  if (!whole && isInt(value)) {
    throw new TypeError('Number returned as Integer Object. To use asNumber mapping with Integers, set "isInteger" in rule configuration.')
  }
  if (!whole && typeof value === 'bigint') {
    throw new TypeError('Number returned as BigInt. To use asNumber mapping with integer values, set "isInteger" in rule configuration.')
  }
  if (typeof value !== 'number' && !isInt(value)) {
    throw new TypeError(`${field} should be a number but received ${typeof value}`)
  }
  if (whole && typeof value === 'number' && !Number.isInteger(value)) {
    throw new TypeError(`${field} should be an integer value but received decimal number.`)
  }
}

function isWhole (value: unknown, rule?: AcceptNumberRule): boolean {
  return typeof value === 'bigint' || isInt(value) || (typeof value === 'number' && rule?.acceptNumber === true)
}

function validateList (list: unknown, field: string, apply?: Rule): void {
  if (!Array.isArray(list)) {
    throw new TypeError(`${field} should be a list but received ${typeof list}`)
  }
  const validate = apply?.validate
  if (validate != null) {
    list.forEach((item, i) => validate(item, `${field}[${i}]`))
  }
}

function validateVector (value: unknown, field: string, { dimension, type }: VectorRule = {}): void {
  if (!isVector(value)) {
    throw new TypeError(`${field} should be a vector but received ${typeof value}`)
  }
  const length = value.asTypedArray().length
  if (dimension != null && length !== dimension) {
    throw new TypeError(`${field} should be a vector of length ${dimension} but received length ${length}`)
  }
  if (type != null && value.getType() !== type) {
    throw new TypeError(`${field} should be a vector of type ${type} but received type ${value.getType()}`)
  }
}
