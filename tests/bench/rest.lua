-- SPDX-FileCopyrightText: 2026 The Spillway authors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- For wrk: an event of one of a thousand debates with each request.
local count = 0

function request()
    count = count + 1
    local body = string.format(
        '{"event_type":"debate-events","event_data":{"event_type":"debate_round_started","debate_id":"debate-%d","round_number":%d}}',
        count % 1000, count)
    return wrk.format("POST", "/kafka/events", { ["Content-Type"] = "application/json" }, body)
end
