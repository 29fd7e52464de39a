def routes():
    return []


def hook(store):
    store.paid = lambda intent, charge: None
    store.failed = lambda intent: None
