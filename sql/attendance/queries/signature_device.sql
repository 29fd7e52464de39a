-- signature_device(person uuid) one
-- The device that counts now.
select d.id, encode(d.public_key, 'hex') as _key
  from identity_api.device_at(:person, now()) d
