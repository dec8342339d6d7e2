export type {
  EncapsulatedKey, EncapsulatedKeyRecord, EncapsulatedKeyRecordRepository, EncapsulationResult, EncryptionProfile, KeyEncapsulationOptions,
  KeyEncapsulationService, KeyReference, SecretKey
} from '../types/encryption.js'
export { EnvelopeEncryptionProfile, type EnvelopeEncryptionProfileConfig } from './envelope-profile.js'
export { type EncapsulatedKeyManager } from './key-manager.js'
export { localKeyEncapsulationService, LocalKeyEncapsulationService } from './local-key-encapsulation.js'
export { type DecryptRequest, type EncryptRequest, EncryptionService } from './service.js'
