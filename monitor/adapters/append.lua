-- Append one alert to its stream and publish it, or say where the stream stands.
-- The two belong together: what is published is in the stream, and nothing stands there twice.
-- KEYS[1]  the stream; the pub/sub channel has the same name
-- ARGV     seq, the seq that the tail must have, event, alert id, "1" to publish
-- Returns  {"done"}, or {tail seq, alert id at seq} where the tail is another
local stream, seq, onto = KEYS[1], ARGV[1], ARGV[2]
local tail = '0'
if redis.call('EXISTS', stream) == 1 then
  local info = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #info, 2 do
    -- Not the last entry but the last id: it stays when the stream is trimmed.
    if info[i] == 'last-generated-id' then
      -- Sequence numbers stay text; Lua's numbers are exact only to 2^53.
      tail = string.match(info[i + 1], '^(%d+)-')
    end
  end
end

if tail ~= onto then
  local at = redis.call('XRANGE', stream, seq .. '-0', seq .. '-0')
  local holds = false
  if at[1] then
    local fields = at[1][2]
    for i = 1, #fields, 2 do
      if fields[i] == 'id' then holds = fields[i + 1] end
    end
  end
  return {tail, holds}
end

-- Append first: out of memory or on a replica this fails, while PUBLISH would not.
redis.call('XADD', stream, seq .. '-0', 'event', ARGV[3], 'id', ARGV[4])
if ARGV[5] == '1' then
  redis.call('PUBLISH', stream, ARGV[3])
end
return {'done'}
