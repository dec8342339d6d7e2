export type {
  DecryptRequest, EncapsulatedKey, EncapsulatedKeyRecord, EncapsulatedKeyRecordRepository, EncapsulationResult, EncryptionProfile,
  EncryptRequest, KeyEncapsulationOptions, KeyEncapsulationService, KeyReference, SecretKey
} from '../types/encryption.js'
export { EnvelopeEncryptionProfile, type EnvelopeEncryptionProfileConfig } from './envelope-profile.js'
export { type EncapsulatedKeyManager } from './key-manager.js'
export { localKeyEncapsulationService, LocalKeyEncapsulationService } from './local-key-encapsulation.js'
export { EncryptionService } from './service.js'
