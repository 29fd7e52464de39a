/* For cppcheck, which does not read jansson.h. */
#define json_array_foreach(a, i, v) \
	for (i = 0; (v = json_array_get(a, i)) != NULL; i++)
#define json_object_foreach(o, k, v) \
	while ((v = json_next(o, &k)) != NULL)
