-- Deploy messaging:base
begin;

-- Nothing speaks yet; the schemas hold the place and its rights.
create schema messaging;
create schema messaging_api;
grant usage on schema messaging_api to lyceum_auth, lyceum_courses,
    lyceum_grades, lyceum_beacon, lyceum_payments;

commit;
