/**
 * The atomic operations as Lua, which Redis runs one at a time. All keys begin with the prefix in KEYS[1], so this
 * needs a single Redis, not a cluster: a script touches a record and its indexes together.
 *
 *   P:record:C:K   hash: version, value, owner, due, expires       P:keys:C    sorted set of a collection's keys
 *   P:due:C        sorted set by due time                          P:owned:C:O set of an owner's keys
 *   P:expiry       sorted set of "C K" by time (C has no space)
 *   P:ballot:B     hash: closes, closed, expires                   P:votes:B   hash voter → choice
 *   P:tally:B      hash choice → votes                             P:voter:V   set of a person's open ballots
 *   P:ballots      sorted set of ballots by expiry                 P:tables    version of this layout
 */

const helpers = `
local P = KEYS[1]
local function drop(c, k)
  local at = P .. ':record:' .. c .. ':' .. k
  local owner = redis.call('HGET', at, 'owner')
  if owner then redis.call('SREM', P .. ':owned:' .. c .. ':' .. owner, k) end
  redis.call('ZREM', P .. ':keys:' .. c, k)
  redis.call('ZREM', P .. ':due:' .. c, k)
  redis.call('ZREM', P .. ':expiry', c .. ' ' .. k)
  return redis.call('DEL', at)
end
local function alive(c, k, now)
  local found = redis.call('HMGET', P .. ':record:' .. c .. ':' .. k, 'version', 'expires')
  if not found[1] then return false end
  if found[2] and tonumber(found[2]) <= tonumber(now) then return false end
  return found[1]
end
local function rows(c, keys, now)
  local found = {}
  for _, k in ipairs(keys) do
    if alive(c, k, now) then
      local at = P .. ':record:' .. c .. ':' .. k
      local row = redis.call('HMGET', at, 'version', 'value', 'owner', 'due', 'expires')
      table.insert(found, { k, row[1], row[2], row[3] or '', row[4] or '', row[5] or '' })
    end
  end
  return found
end
`;

/** ARGV: mode (create, put, replace), collection, key, version, value, owner, due, expires, expected, now. → 0 or 1 */
export const write = `${helpers}
local mode, c, k, version, value, owner, due, expires, expected, now = unpack(ARGV)
local present = alive(c, k, now)
if mode == 'create' and present then return 0 end
if mode == 'replace' and present ~= expected then return 0 end
drop(c, k)
local at = P .. ':record:' .. c .. ':' .. k
redis.call('HSET', at, 'version', version, 'value', value)
redis.call('ZADD', P .. ':keys:' .. c, 0, k)
if owner ~= '' then
  redis.call('HSET', at, 'owner', owner)
  redis.call('SADD', P .. ':owned:' .. c .. ':' .. owner, k)
end
if due ~= '' then
  redis.call('HSET', at, 'due', due)
  redis.call('ZADD', P .. ':due:' .. c, due, k)
end
if expires ~= '' then
  redis.call('HSET', at, 'expires', expires)
  redis.call('ZADD', P .. ':expiry', expires, c .. ' ' .. k)
end
return 1`;

/** ARGV: collection, key, now. → 1 when a record was there */
export const remove = `${helpers}
local present = alive(ARGV[1], ARGV[2], ARGV[3])
drop(ARGV[1], ARGV[2])
return present and 1 or 0`;

/** ARGV: collection, now, keys… → rows */
export const read = `${helpers}
local keys = {}
for i = 3, #ARGV do keys[#keys + 1] = ARGV[i] end
return rows(ARGV[1], keys, ARGV[2])`;

/** ARGV: collection, now, least, most, descending (0 or 1), limit. Bounds as in ZRANGEBYLEX. → rows */
export const list = `${helpers}
local c, now, least, most, descending, limit = unpack(ARGV)
local found, offset, want = {}, 0, tonumber(limit)
while #found < want do
  local keys
  if descending == '1' then
    keys = redis.call('ZREVRANGEBYLEX', P .. ':keys:' .. c, most, least, 'LIMIT', offset, want)
  else
    keys = redis.call('ZRANGEBYLEX', P .. ':keys:' .. c, least, most, 'LIMIT', offset, want)
  end
  if #keys == 0 then break end
  for _, row in ipairs(rows(c, keys, now)) do
    if #found < want then found[#found + 1] = row end
  end
  offset = offset + #keys
end
return found`;

/** ARGV: collection, now, by, limit. → rows */
export const due = `${helpers}
local keys = redis.call('ZRANGEBYSCORE', P .. ':due:' .. ARGV[1], '-inf', ARGV[3])
local found, want = {}, tonumber(ARGV[4])
for _, row in ipairs(rows(ARGV[1], keys, ARGV[2])) do
  if #found < want then found[#found + 1] = row end
end
return found`;

/** ARGV: collection, now, owner. → rows */
export const owned = `${helpers}
local keys = redis.call('SMEMBERS', P .. ':owned:' .. ARGV[1] .. ':' .. ARGV[3])
table.sort(keys)
return rows(ARGV[1], keys, ARGV[2])`;

/** ARGV: now. → how many records and ballots went */
export const sweep = `${helpers}
local gone = 0
for _, name in ipairs(redis.call('ZRANGEBYSCORE', P .. ':expiry', '-inf', ARGV[1])) do
  local space = string.find(name, ' ', 1, true)
  drop(string.sub(name, 1, space - 1), string.sub(name, space + 1))
  gone = gone + 1
end
for _, b in ipairs(redis.call('ZRANGEBYSCORE', P .. ':ballots', '-inf', ARGV[1])) do
  for _, v in ipairs(redis.call('HKEYS', P .. ':votes:' .. b)) do redis.call('SREM', P .. ':voter:' .. v, b) end
  redis.call('DEL', P .. ':ballot:' .. b, P .. ':votes:' .. b, P .. ':tally:' .. b)
  redis.call('ZREM', P .. ':ballots', b)
  gone = gone + 1
end
return gone`;

/** ARGV: ballot, closes, expires. → 0 or 1 */
export const openBallot = `
local P, b = KEYS[1], ARGV[1]
if redis.call('EXISTS', P .. ':ballot:' .. b) == 1 then return 0 end
redis.call('HSET', P .. ':ballot:' .. b, 'closes', ARGV[2], 'expires', ARGV[3])
redis.call('ZADD', P .. ':ballots', ARGV[3], b)
return 1`;

/** ARGV: ballot, voter, choice, now. → { 0 or 1, choice, votes, … } */
export const vote = `
local P, b, voter, choice, now = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local times = redis.call('HMGET', P .. ':ballot:' .. b, 'closes', 'closed')
local counted = 0
if times[1] and not times[2] and tonumber(times[1]) > tonumber(now) then
  local before = redis.call('HGET', P .. ':votes:' .. b, voter)
  if before ~= choice then
    if before and redis.call('HINCRBY', P .. ':tally:' .. b, before, -1) == 0 then
      redis.call('HDEL', P .. ':tally:' .. b, before)
    end
    redis.call('HSET', P .. ':votes:' .. b, voter, choice)
    redis.call('HINCRBY', P .. ':tally:' .. b, choice, 1)
    redis.call('SADD', P .. ':voter:' .. voter, b)
  end
  counted = 1
end
return { counted, unpack(redis.call('HGETALL', P .. ':tally:' .. b)) }`;

/** ARGV: ballot, now. → { 0 or 1, choice, votes, … } */
export const closeBallot = `
local P, b = KEYS[1], ARGV[1]
local first = 0
if redis.call('EXISTS', P .. ':ballot:' .. b) == 1 and redis.call('HSETNX', P .. ':ballot:' .. b, 'closed', ARGV[2]) == 1 then
  first = 1
  for _, v in ipairs(redis.call('HKEYS', P .. ':votes:' .. b)) do redis.call('SREM', P .. ':voter:' .. v, b) end
  redis.call('DEL', P .. ':votes:' .. b)
end
return { first, unpack(redis.call('HGETALL', P .. ':tally:' .. b)) }`;

/** ARGV: voter. → { ballot, choice, … } */
export const votesOf = `
local P, found = KEYS[1], {}
local ballots = redis.call('SMEMBERS', P .. ':voter:' .. ARGV[1])
table.sort(ballots)
for _, b in ipairs(ballots) do
  found[#found + 1] = b
  found[#found + 1] = redis.call('HGET', P .. ':votes:' .. b, ARGV[1])
end
return found`;

/** ARGV: voter. → how many votes went */
export const withdraw = `
local P, gone = KEYS[1], 0
for _, b in ipairs(redis.call('SMEMBERS', P .. ':voter:' .. ARGV[1])) do
  local choice = redis.call('HGET', P .. ':votes:' .. b, ARGV[1])
  if choice then
    redis.call('HDEL', P .. ':votes:' .. b, ARGV[1])
    if redis.call('HINCRBY', P .. ':tally:' .. b, choice, -1) == 0 then redis.call('HDEL', P .. ':tally:' .. b, choice) end
    gone = gone + 1
  end
end
redis.call('DEL', P .. ':voter:' .. ARGV[1])
return gone`;
