-- What the lab's ill portals answer: one function for each illness of illnesses.tsv that is not a matter of certificates or
-- ports. Pages are read once, by nginx's master process; everything ends by itself within a minute or 64 MiB.

local ill = {}
local pages = {}

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

--- Loads the pages: `folder` holds our own, `real` is the file of a real site's page.
function ill.load(folder, real)
  for _, name in ipairs({ "waf_page", "captcha", "closure_notice" }) do
    pages[name] = read(folder .. "/" .. name .. ".html")
  end
  pages.real = read(real)
end

local function html(status)
  ngx.status = status
  ngx.header.content_type = "text/html; charset=utf-8"
end

local function page(name)
  html(200)
  ngx.print(pages[name])
end

--- Sends `text` in `pieces`, over `seconds`.
local function drip(text, pieces, seconds)
  local size = math.ceil(#text / pieces)
  for at = 1, #text, size do
    ngx.print(text:sub(at, at + size - 1))
    if not ngx.flush(true) then return end
    ngx.sleep(seconds / pieces)
  end
end

function ill.slow_first_byte()
  ngx.sleep(3)
  page("real")
end

function ill.slow_body()
  html(200)
  drip(pages.real, 10, 2)
end

function ill.unavailable()
  html(503)
  ngx.say("<!doctype html><title>503</title><h1>Service Unavailable</h1>")
end

function ill.not_found()
  html(404)
  ngx.say("<!doctype html><title>404</title><h1>Not Found</h1>")
end

local function send_half()
  html(200)
  ngx.header.content_length = #pages.real
  ngx.print(pages.real:sub(1, math.floor(#pages.real / 2)))
  ngx.flush(true)
end

function ill.reset_in_body()
  send_half()
  ngx.sleep(0.05) -- let the half arrive: a reset throws away what the receiver has not read
  ngx.exit(444) -- with reset_timedout_connection: an RST
end

function ill.truncated()
  send_half()
  ngx.eof()
end

function ill.closed_unanswered()
  ngx.exit(444)
end

function ill.hang()
  ngx.sleep(60)
  ngx.exit(444)
end

-- The TLS handshake stops while the server "looks for its certificate".
function ill.handshake_hang()
  ngx.sleep(60)
end

function ill.redirect_loop()
  ngx.redirect(ngx.var.uri == "/" and "/trang-chu" or "/", 302)
end

function ill.moved()
  ngx.redirect("https://dichvucong.gov.vn/", 301)
end

function ill.redirect_to_file()
  ngx.header.location = "file:///etc/hostname"
  ngx.exit(302)
end

-- Were it followed, the last mapping of the lab's options would lead it back to the lab.
function ill.redirect_inside()
  ngx.redirect("https://10.20.30.40/", 302)
end

function ill.waf_page()
  page("waf_page")
end

function ill.captcha()
  page("captcha")
end

function ill.closure_notice()
  page("closure_notice")
end

function ill.rate_limited()
  html(429)
  ngx.header.retry_after = "3600"
  ngx.say("<!doctype html><title>429</title><h1>Too Many Requests</h1>")
end

function ill.endless_body()
  html(200)
  local piece = string.rep("<p>không bao giờ hết</p>\n", 2048)
  for _ = 1, 64 * 1024 * 1024 / #piece do
    ngx.print(piece)
    if not ngx.flush(true) then return end
  end
end

function ill.huge_header()
  ngx.header["X-Filler"] = string.rep("x", 5 * 1000 * 1000)
  page("real")
end

return ill
