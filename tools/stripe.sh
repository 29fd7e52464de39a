# stripe.sh - Stripe, or the local stand-in of it.  Sourced by ./lyceum.
#
# Without a key of Stripe's the stand-in of tests/standins/stripe runs beside
# the rest.  A key comes once, in the environment of `up`, and is kept in a file
# that the own user alone may read.

# Sets STRIPE_PORT, 0 when Stripe itself is asked.
stripe_ready() {
	mkdir -p -m 0700 "$STATE/stripe"
	stripe_keys
	if stripe_is_real; then
		STRIPE_PORT=0
		rm -f "$STATE/stripe_port"
	else
		stripe_port_choose
	fi
}

stripe_is_real() {
	[[ $(cat "$STATE/stripe/secret_key" 2>/dev/null) != sk_test_standin* ]]
}

# What the environment gives is written down and forgotten: no process of ours
# is to have it in its environment.
stripe_keys() {
	local secret=${LYCEUM_STRIPE_SECRET_KEY-} \
	    public=${LYCEUM_STRIPE_PUBLISHABLE_KEY-} \
	    hooks=${LYCEUM_STRIPE_WEBHOOK_SECRETS-}

	unset LYCEUM_STRIPE_SECRET_KEY LYCEUM_STRIPE_PUBLISHABLE_KEY \
	    LYCEUM_STRIPE_WEBHOOK_SECRETS
	# Tests and measurements never ask Stripe itself.
	case $COMMAND in check|bench) secret= ;; esac
	if [ -n "$secret" ] && [ "$secret" != standin ]; then
		stripe_keys_check "$secret" "$public" "$hooks"
	elif [ -n "$secret" ] || ! [ -s "$STATE/stripe/secret_key" ]; then
		secret=sk_test_standin public=pk_test_standin
		hooks=whsec_$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
	else
		return 0
	fi
	stripe_put secret_key "$secret"
	stripe_put publishable_key "$public"
	stripe_put webhook_secrets "${hooks//[ ,]/$'\n'}"
}

stripe_keys_check() {
	[[ $1 =~ ^[sr]k_(test|live)_[A-Za-z0-9_]+$ ]] ||
		die "LYCEUM_STRIPE_SECRET_KEY wants a key that begins with sk_test_, sk_live_, rk_test_ or rk_live_, or the word standin"
	[[ $2 =~ ^pk_${BASH_REMATCH[1]}_[A-Za-z0-9_]+$ ]] ||
		die "LYCEUM_STRIPE_PUBLISHABLE_KEY wants the publishable key that belongs to the secret one (pk_${BASH_REMATCH[1]}_...)"
	[[ $3 =~ ^whsec_[A-Za-z0-9_+/=]+([ ,]+whsec_[A-Za-z0-9_+/=]+)*$ ]] ||
		die "LYCEUM_STRIPE_WEBHOOK_SECRETS wants the signing secret of the webhook endpoint (whsec_...), several with commas between them"
}

stripe_put() {
	(umask 077 && printf '%s\n' "$2" > "$STATE/stripe/$1.new")
	mv "$STATE/stripe/$1.new" "$STATE/stripe/$1"
}

# The port of the stand-in: that of the last time, or the first free one.
stripe_port_choose() {
	local kept port

	kept=$(cat "$STATE/stripe_port" 2>/dev/null || :)
	if [ -n "$kept" ] && [ -n "$(part_pid stripe)" ]; then
		STRIPE_PORT=$kept
		return 0
	fi
	for port in $kept $(seq 12111 12211); do
		[ "$port" != "${PORT-}" ] && ! port_in_use "$port" || continue
		STRIPE_PORT=$port
		echo "$port" > "$STATE/stripe_port"
		return 0
	done
	die "no port from 12111 to 12211 is free for the stand-in of Stripe"
}

# The settings of lib/conf.def that say where Stripe is.
stripe_conf() {
	echo "stripe_dir = $STATE/stripe"
	[ "$STRIPE_PORT" != 0 ] || return 0
	echo "stripe_api = http://$ADDRESS:$STRIPE_PORT"
	echo "stripe_js = http://$ADDRESS:$STRIPE_PORT/v3/"
}

# True if the configuration names the stand-in; needs no key to be read.
stripe_stands_in() {
	grep -q '^stripe_api = http://' "$STATE/lyceum.conf" 2>/dev/null
}

stripe_command() {
	printf '%s\n' "$HERE/tests/standins/stripe" --port "$STRIPE_PORT" \
	    --dir "$STATE/stripe" \
	    --webhook "http://$ADDRESS:$PORT/api/v1/payments/webhook"
}

# What it is made of: when it differs, what runs is old.
stripe_id() {
	(cd "$HERE/tests/standins/stripe" && stripe_command && cat -- *.py) |
		sha256sum
}

# Started, or started anew, or not wanted.
stripe_start() {
	if [ "$STRIPE_PORT" = 0 ]; then
		part_stop stripe
		return
	fi
	[ "$(stripe_id)" = "$(cat "$RUN/stripe.build" 2>/dev/null)" ] ||
		part_stop stripe
	start_part stripe
	stripe_id > "$RUN/stripe.build"
}

part_start_stripe() {
	local command

	mapfile -t command < <(stripe_command)
	rm -f "$RUN/stripe.pid"
	setsid python3 -B "${command[@]}" --pid "$RUN/stripe.pid" \
	    < /dev/null > "$LOG/stripe.err" 2>&1 9>&- &
	wait_until 15 ready_or_gone "$RUN/stripe.pid" $!
	[ -s "$RUN/stripe.pid" ] ||
		die_with "$LOG/stripe.err" "the stand-in of Stripe did not start"
}

# The cards of the demo were charged before there was a stand-in: it is told of
# them once, so that they can be given back.  Not of the many of a measurement.
stripe_known() {
	[ "$STRIPE_PORT" != 0 ] && [ -f "$STATE/seeded" ] &&
		[ "$COMMAND" != bench ] || return 0
	[ ! -f "$STATE/stripe/known" ] || return 0
	step "telling the stand-in of the demo's payments" \
	    logged "$LOG/stripe.log" "the stand-in of Stripe was not told" \
	    stripe_tell
	touch "$STATE/stripe/known"
}

stripe_tell() {
	local at=$HERE/tests/standins/stripe

	pg lyceum -f "$at/known.sql" |
		python3 -B "$at/known.py" "http://$ADDRESS:$STRIPE_PORT"
}

stripe_report() {
	if [ "$STRIPE_PORT" != 0 ]; then
		say "  Stripe: a stand-in, http://$ADDRESS:$STRIPE_PORT/ (no key is configured; no money moves)"
	elif grep -q '^.k_live_' "$STATE/stripe/secret_key"; then
		say "  Stripe: live keys; money moves"
	else
		say "  Stripe: test keys; no money moves"
	fi
}
