/*
 * cmac.h - AES-CMAC, and what an NFC tag signs with it.
 *
 * A tag of the kind NTAG 424 DNA, when it is read, counts up and shows its
 * number, the count and a MAC over both ("secure dynamic messaging").  The
 * MAC's key is made of the tag's own, the number and the count.
 *
 * Sources: NIST SP 800-38B and RFC 4493 (CMAC); NXP AN12196, section 3.3.
 */
#ifndef CMAC_H
#define CMAC_H

#define CMAC_LEN		16u
#define TAG_UID_LEN	7u
#define TAG_KEY_LEN	16u
#define TAG_MAC_LEN	8u
#define TAG_COUNT_MAX	0xffffff

void	cmac_aes128(const uint8_t key[CMAC_LEN], const void *, size_t,
    uint8_t out[CMAC_LEN]);
/* The MAC that a tag shows with its number and this count. */
void	cmac_tag(const uint8_t key[TAG_KEY_LEN], const uint8_t uid[TAG_UID_LEN],
    uint32_t count, uint8_t out[TAG_MAC_LEN]);

#endif
