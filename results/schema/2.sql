-- Schema 2: what the vantage's machine was like.

ALTER TABLE sample ADD COLUMN run_delay_us INTEGER;
ALTER TABLE sample ADD COLUMN throttled_us INTEGER;
ALTER TABLE sample ADD COLUMN stolen_us INTEGER;

ALTER TABLE sweep_shard ADD COLUMN clock TEXT NOT NULL DEFAULT '[]';       -- JSON array of readings
ALTER TABLE sweep_shard ADD COLUMN instrument TEXT NOT NULL DEFAULT '{}';  -- JSON object: mark -> errors
ALTER TABLE sweep_shard ADD COLUMN processor_benchmark INTEGER;            -- work units a second

DROP VIEW samples;
DROP VIEW sweeps;

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

CREATE VIEW sweeps AS SELECT
  (SELECT sweep_id FROM sweep WHERE id = r.sweep) AS sweep_id,
  r.shard_index, r.shard_count, r.name, r.vantage_id, r.vantage_description, r.vantage_network, r.schedule_id, r.stratum,
  strftime('%Y-%m-%dT%H:%M:%S', r.scheduled_at / 1000000, 'unixepoch') || printf('.%06dZ', r.scheduled_at % 1000000) AS scheduled_at,
  strftime('%Y-%m-%dT%H:%M:%S', r.started_at / 1000000, 'unixepoch') || printf('.%06dZ', r.started_at % 1000000) AS started_at,
  strftime('%Y-%m-%dT%H:%M:%S', r.ended_at / 1000000, 'unixepoch') || printf('.%06dZ', r.ended_at % 1000000) AS ended_at,
  r.planned, r.stored, r.complete, r.imported, printf('%u', r.seed) AS seed, r.rounds, r.window_us, r.now, r.only_globs,
  r.config_sha256, r.evaluation_sha256, r.versions, r.host, r.clock, r.instrument, r.processor_benchmark,
  (SELECT json FROM config WHERE id = r.config) AS config_json
FROM sweep_shard AS r;
