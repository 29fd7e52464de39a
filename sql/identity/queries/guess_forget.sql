-- guess_forget(subject text) exec
select identity.forget(:subject)
