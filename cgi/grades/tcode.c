#include "core.h"
#include "crypto.h"
#include "tcode.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Times x, in GF(32). */
static unsigned
times_x(unsigned v)
{
	v <<= 1;
	return v & 32 ? v ^ 0x25 : v;
}

/* By Horner's rule: 0 for a whole code that is right. */
static unsigned
remainder_of(const unsigned *v, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = times_x(sum) ^ v[i];
	return sum;
}

void
tcode_make(char out[TCODE_SIZE])
{
	uint8_t bytes[TCODE_LEN];
	unsigned v[TCODE_LEN];

	crypto_random(bytes, sizeof(bytes));
	for (size_t i = 0; i < TCODE_LEN; i++)
		v[i] = bytes[i] & 31;
	v[TCODE_LEN - 1] = 0;
	v[TCODE_LEN - 1] = remainder_of(v, TCODE_LEN);
	for (size_t i = 0; i < TCODE_LEN; i++)
		out[i] = alphabet[v[i]];
	out[TCODE_LEN] = '\0';
}

/* 32: it is no symbol. */
static unsigned
value_of(char c)
{
	const char *at;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	at = c == '\0' ? NULL : strchr(alphabet, c);
	return at == NULL ? 32 : (unsigned)(at - alphabet);
}

bool
tcode_read(const char *s, char out[TCODE_SIZE])
{
	unsigned v[TCODE_LEN];
	size_t n = 0;

	for (; *s != '\0'; s++) {
		if (*s == '-' || *s == ' ')
			continue;
		if (n == TCODE_LEN || (v[n] = value_of(*s)) == 32)
			return false;
		out[n] = alphabet[v[n]];
		n++;
	}
	out[n] = '\0';
	return n == TCODE_LEN && remainder_of(v, n) == 0;
}

void
tcode_show(const char code[TCODE_SIZE], char out[TCODE_SHOWN])
{
	for (size_t i = 0; i < TCODE_LEN; i++) {
		if (i > 0 && i % 4 == 0)
			*out++ = '-';
		*out++ = code[i];
	}
	*out = '\0';
}
