def answer(store, method, path, query, form):
    return 404, b"{}", {}
