-- Schema 3: the resources of page loads.
--
-- Read them through the views `resources` and `resource_summaries`. Rows are kept for a while; then a page load's rows
-- become one row for each type of resource in `resource_summary`. Samples stay as they are.

ALTER TABLE sample ADD COLUMN page_capped INTEGER;  -- word

-- What portals wrote: URLs above all, which come again night by night. Unlike words they may be new each time (a session's
-- number in an address), so each knows the last day whose rows use it, and goes once those are summarised.
CREATE TABLE resource_text (
  id    INTEGER PRIMARY KEY,
  text  TEXT NOT NULL UNIQUE,
  used  INTEGER NOT NULL  -- days since 1970, of `scheduled_at`
) STRICT;
CREATE INDEX resource_text_used ON resource_text (used);

CREATE TABLE resource (
  sample         INTEGER NOT NULL REFERENCES sample,
  place          INTEGER NOT NULL,  -- in the page load: the document is 0
  url            INTEGER NOT NULL,  -- resource_text
  type           INTEGER NOT NULL,  -- word
  initiator      INTEGER,           -- the place of the resource that named it
  outcome        INTEGER NOT NULL,  -- word
  detail         INTEGER,           -- resource_text
  found_us       INTEGER NOT NULL,
  started_us     INTEGER,
  resolved_us    INTEGER,
  connected_us   INTEGER,
  secured_us     INTEGER,
  sent_us        INTEGER,
  first_byte_us  INTEGER,
  done_us        INTEGER,
  status         INTEGER,
  http_version   INTEGER,           -- word
  content_type   INTEGER,           -- resource_text
  remote_ip      INTEGER,           -- resource_text
  redirects      INTEGER NOT NULL,
  bytes_wire     INTEGER NOT NULL,
  bytes_body     INTEGER NOT NULL,
  PRIMARY KEY (sample, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE resource_summary (
  sample        INTEGER NOT NULL REFERENCES sample,
  type          INTEGER NOT NULL,  -- word
  resources     INTEGER NOT NULL,
  failed        INTEGER NOT NULL,
  bytes_wire    INTEGER NOT NULL,
  bytes_body    INTEGER NOT NULL,
  last_done_us  INTEGER,
  PRIMARY KEY (sample, type)
) STRICT, WITHOUT ROWID;

-- Texts that were last used before this day may have gone: whoever remembers their numbers must look them up anew, and
-- whoever stores older resources marks their texts as used on this day.
CREATE TABLE resource_text_kept (
  since  INTEGER NOT NULL  -- days since 1970
) STRICT;
INSERT INTO resource_text_kept VALUES (0);

DROP VIEW samples;

CREATE VIEW samples AS SELECT
  1 AS schema_version,
  (SELECT sweep_id FROM sweep WHERE id = s.sweep) AS sweep_id,
  s.round,
  k.portal_id, k.target_id,
  (SELECT text FROM word WHERE id = s.role) AS role,
  k.kind, k.engine, k.profile, k.connection, k.ip_family,
  (SELECT text FROM word WHERE id = s.stratum) AS stratum,
  nullif(k.vantage_id, '') AS vantage_id,
  strftime('%Y-%m-%dT%H:%M:%S', s.scheduled_at / 1000000, 'unixepoch') || printf('.%06dZ', s.scheduled_at % 1000000) AS scheduled_at,
  s.held_us,
  strftime('%Y-%m-%dT%H:%M:%S', s.started_at / 1000000, 'unixepoch') || printf('.%06dZ', s.started_at % 1000000) AS started_at,
  s.lateness_us, s.error_us, s.loop_lag_us, s.run_delay_us, s.throttled_us, s.stolen_us, s.fit,
  (SELECT text FROM word WHERE id = s.unfit_reason) AS unfit_reason,
  (SELECT text FROM word WHERE id = s.outcome) AS outcome,
  (SELECT text FROM word WHERE id = s.side) AS side,
  s.detail, s.censored_after_us,
  s.resolved_us, s.connected_us, s.secured_us, s.sent_us, s.first_byte_us, s.done_us, s.hop_started_us,
  s.ttfb_us, s.server_wait_us, s.response_time_us, s.network_load_us, s.needs_browser,
  (SELECT text FROM word WHERE id = s.page_capped) AS page_capped,
  s.first_contentful_paint_us, s.largest_contentful_paint_us, s.load_event_us, s.total_blocking_time_us,
  s.interaction_to_next_paint_us, s.cumulative_layout_shift, s.speed_index_us, s.emc_level,
  (SELECT text FROM word WHERE id = s.emc_site_id) AS emc_site_id,
  s.http_status,
  (SELECT text FROM word WHERE id = s.http_version) AS http_version,
  s.redirects,
  (SELECT text FROM word WHERE id = s.final_url) AS final_url,
  s.bytes_wire, s.bytes_body, s.requests, s.requests_failed, s.server_timing, s.age_s,
  iif(s.body_sha256 IS NULL, NULL, lower(hex(s.body_sha256))) AS body_sha256,
  (SELECT text FROM word WHERE id = s.title) AS title,
  (SELECT text FROM word WHERE id = s.remote_ip) AS remote_ip,
  s.local_port, s.via_proxy,
  (SELECT text FROM word WHERE id = s.resolver) AS resolver,
  s.dns_ttl_s, s.tcp_rtt_us, s.tcp_retransmits,
  (SELECT text FROM word WHERE id = s.tls_version) AS tls_version,
  (SELECT text FROM word WHERE id = s.tls_cipher) AS tls_cipher,
  strftime('%Y-%m-%dT%H:%M:%S', s.certificate_not_after / 1000000, 'unixepoch') || printf('.%06dZ', s.certificate_not_after % 1000000) AS certificate_not_after
FROM sample AS s JOIN series AS k ON k.id = s.series;

CREATE VIEW resources AS SELECT
  (SELECT sweep_id FROM sweep WHERE id = s.sweep) AS sweep_id,
  s.round, k.portal_id, k.target_id, k.kind, k.engine, k.profile, k.connection, k.ip_family,
  nullif(k.vantage_id, '') AS vantage_id,
  r.place,
  (SELECT text FROM resource_text WHERE id = r.url) AS url,
  (SELECT text FROM word WHERE id = r.type) AS type,
  r.initiator,
  (SELECT t.text FROM resource AS i JOIN resource_text AS t ON t.id = i.url WHERE i.sample = r.sample AND i.place = r.initiator)
    AS initiator_url,
  (SELECT text FROM word WHERE id = r.outcome) AS outcome,
  (SELECT text FROM resource_text WHERE id = r.detail) AS detail,
  r.found_us, r.started_us, r.resolved_us, r.connected_us, r.secured_us, r.sent_us, r.first_byte_us, r.done_us,
  r.status,
  (SELECT text FROM word WHERE id = r.http_version) AS http_version,
  (SELECT text FROM resource_text WHERE id = r.content_type) AS content_type,
  (SELECT text FROM resource_text WHERE id = r.remote_ip) AS remote_ip,
  r.redirects, r.bytes_wire, r.bytes_body
FROM resource AS r JOIN sample AS s ON s.id = r.sample JOIN series AS k ON k.id = s.series;

CREATE VIEW resource_summaries AS SELECT
  (SELECT sweep_id FROM sweep WHERE id = s.sweep) AS sweep_id,
  s.round, k.portal_id, k.target_id, k.kind, k.engine, k.profile, k.connection, k.ip_family,
  nullif(k.vantage_id, '') AS vantage_id,
  (SELECT text FROM word WHERE id = r.type) AS type,
  r.resources, r.failed, r.bytes_wire, r.bytes_body, r.last_done_us
FROM resource_summary AS r JOIN sample AS s ON s.id = r.sample JOIN series AS k ON k.id = s.series;
