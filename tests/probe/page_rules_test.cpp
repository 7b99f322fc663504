#include "probe/page_rules.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <set>

namespace portalprobe {
namespace {

/// Text as any portal has it: about 1,100 letters a piece.
std::string content(int pieces = 1) {
  std::string text;
  for (int i = 0; i < pieces; ++i) {
    for (int line = 0; line < 20; ++line) {
      text += "<li><a href='/thu-tuc/" + std::to_string(line) +
              "'>Cấp bản sao trích lục hộ tịch, đăng ký khai sinh, cấp giấy phép</a></li>\n";
    }
  }
  return "<ul>" + text + "</ul>";
}

std::string page(const std::string& title, const std::string& body) {
  return "<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><title>" + title +
         "</title><style>body{margin:0}</style></head><body>" + body + "</body></html>";
}

/// What an answer is judged by, with `rule` as the name of the one that must recognise it; empty: healthy.
struct Row {
  std::string what;
  std::string rule;
  std::string body;
  int status = 200;
  std::vector<HeaderField> headers = {};
  std::string content_type = "text/html; charset=utf-8";
};

const std::vector<std::string> kHosts = {"p.vn", "www.p.vn"};

std::optional<PageMatch> judge(const Row& row) {
  Answer answer;
  answer.status = row.status;
  answer.headers = row.headers;
  answer.head = std::string_view(row.body).substr(0, kMaxPageHead);
  answer.body_size = row.body.size();
  answer.content_type = row.content_type;
  answer.url = "https://p.vn/";
  answer.hosts = kHosts;
  return PageRules::built_in().judge(answer);
}

const std::string kLogin =
    "<form><input name=u placeholder='Tên đăng nhập'><input type=password name=p placeholder='Mật khẩu'>"
    "<img src='/captcha.png'><input name=c placeholder='Nhập mã xác nhận'><button>Đăng nhập</button></form>";
const std::string kLookup =
    "<form><label>Mã hồ sơ</label><input name=ma><label>Vui lòng nhập mã xác nhận</label><input name=captcha>"
    "<button>Tra cứu</button></form>";

std::vector<Row> walls() {
  return {
      {"429", "too-many-requests", "", 429},
      {"429 with a page", "too-many-requests", page("Cổng", content(5)), 429},
      {"429 as JSON", "too-many-requests", "{}", 429, {}, "application/json"},
      {"403", "forbidden", "", 403},
      {"403 of a portal's own", "forbidden", page("Cổng", content(5)), 403},
      {"Cloudflare's header",
       "cloudflare-challenge",
       page("x", content(3)),
       403,
       {{"cf-mitigated", "challenge"}}},
      {"Cloudflare's header with 200",
       "cloudflare-challenge",
       "",
       200,
       {{"server", "cloudflare"}, {"cf-mitigated", "challenge"}}},
      {"Cloudflare's challenge without its header", "cloudflare-challenge-page",
       page("Just a moment...",
            "<noscript>Enable JavaScript and cookies to "
            "continue</noscript><script>window._cf_chl_opt={}</script>"),
       503},
      {"Cloudflare's block", "cloudflare-block",
       page("Attention Required! | Cloudflare",
            "<h1>Sorry, you have been blocked</h1><p>You are unable to access p.vn</p>"
            "<h2>Why have I been blocked?</h2><p>Cloudflare Ray ID: 8f2</p>"),
       403},
      {"Cloudflare's rate limit as 200", "cloudflare-block",
       page("Access denied | p.vn used Cloudflare to restrict access",
            "<h1>Error 1015</h1><p>You are being rate limited</p>")},
      {"AWS's header", "aws-waf", "", 202, {{"x-amzn-waf-action", "challenge"}}},
      {"AWS's captcha", "aws-waf", "", 405, {{"x-amzn-waf-action", "captcha"}}},
      {"AWS's page", "aws-waf-page",
       page("",
            "<script>window.awsWafCookieDomainList=[];</script><script "
            "src='https://a.token.awswaf.com/challenge.js'></script>"),
       202},
      {"CloudFront", "cloudfront-block",
       page("ERROR: The request could not be satisfied",
            "<h1>The request could not be satisfied.</h1>Request blocked.")},
      {"Vercel",
       "vercel-checkpoint",
       page("Vercel Security Checkpoint", ""),
       200,
       {{"x-vercel-mitigated", "challenge"}}},
      {"F5", "f5-request-rejected",
       "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please "
       "consult with your administrator.<br><br>"
       "Your support ID is: 1234567890<br><br><a href='javascript:history.back();'>[Go "
       "Back]</a></body></html>"},
      {"F5, rewrapped and in capitals", "f5-request-rejected",
       "<html><body>THE REQUESTED\n URL&nbsp;WAS   REJECTED.<p>Your <b>support ID</b> is: 99</body></html>"},
      {"F5's robot defence", "f5-bot-defense",
       page("",
            "<noscript>Please enable JavaScript to view the page content.<br/>Your support ID is: "
            "17.</noscript><script>window['bobcmn']='x';</script>")},
      {"Imperva", "imperva-incident",
       "<html><head><META NAME='robots' CONTENT='noindex,nofollow'></head><body><iframe id='main-iframe' "
       "src='/_Incapsula_Resource?x'>"
       "Request unsuccessful. Incapsula incident ID: 1-2</iframe></body></html>"},
      {"Imperva's challenge", "imperva-challenge",
       "<html><head><META NAME='ROBOTS' CONTENT='NOINDEX, NOFOLLOW'><script "
       "src='/_Incapsula_Resource?SWJIYLWA=719d34'></script></head><body></body></html>"},
      {"Akamai with 200", "akamai-access-denied",
       "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission "
       "to access "
       "\"http&#58;&#47;&#47;p.vn&#47;\" on this server.<P>Reference&#32;&#35;18&#46;2d5</BODY></HTML>"},
      {"Azure", "azure-front-door-block", "<html><body>The request is blocked. 0abc</body></html>"},
      {"DataDome", "datadome",
       "<html><body><script>var dd={'host':'geo.captcha-delivery.com'}</script></body></html>"},
      {"Sucuri", "sucuri",
       page("Sucuri WebSite Firewall - Access Denied", "<h1>Access Denied - Sucuri Website Firewall</h1>")},
      {"ModSecurity", "modsecurity",
       page("Not Acceptable!",
            "<h1>Not Acceptable!</h1><p>An appropriate representation of the requested resource "
            "could not be found on this server. This error was generated by Mod_Security.</p>"),
       406},
      {"FortiWeb", "fortinet",
       page("Web Page Blocked!",
            "The page cannot be displayed. Please contact the administrator. Attack ID: 2000001")},
      {"Palo Alto", "palo-alto",
       page("x",
            "<h1>Web Page Blocked</h1><p>Access to the web page you were trying to visit has been blocked in "
            "accordance with company policy.")},
      {"Barracuda", "barracuda",
       page("Blocked", "<img src='/barracuda.png'>You have been blocked by Barracuda Networks")},
      {"Citrix", "citrix-appfw", page("", "Citrix Application Firewall: APPFW Session ID: 12")},
      {"Wordfence", "wordfence",
       page("Your access to this site has been limited", "Generated by Wordfence at Sun"), 503},
      {"DDoS-Guard", "ddos-guard", page("DDoS-Guard", "Checking your browser before accessing p.vn")},
      {"Anubis", "anubis", page("Making sure you&#39;re not a bot!", "Loading...")},
      {"Bkav's words", "abnormal-access-vi",
       page("Thông báo", "Hệ thống phát hiện truy cập bất thường từ máy của bạn.")},
      {"decomposed", "abnormal-access-vi",
       page("",
            "He\u0323\u0302 tho\u0302\u0301ng pha\u0301t hie\u0323\u0302n truy ca\u0323\u0302p "
            "ba\u0302\u0301t thu\u031Bo\u031B\u0300ng")},
      {"a blocked address", "address-blocked-vi",
       page("Thông báo", "Địa chỉ IP của bạn đã bị chặn. Mã sự kiện: 123")},
      {"as entities", "address-blocked-vi",
       page("", "&#272;&#7883;a ch&#7881; IP c&#7911;a b&#7841;n &#273;&atilde; b&#7883; ch&#7863;n")},
      {"refused", "access-refused-vi", page("TRUY CẬP BỊ TỪ CHỐI", "Vui lòng liên hệ quản trị viên")},
      {"refused, without a title", "access-refused-text-vi", "<h1>Truy cập bị từ chối</h1><p>Mã: 17</p>"},
      {"Access Denied alone", "access-denied", page("Access Denied", "<h1>Access Denied</h1>")},
      {"nginx's forbidden page with 200", "access-denied",
       "<html><head><title>403 Forbidden</title></head><body><center><h1>403 "
       "Forbidden</h1></center></body></html>"},
      {"plain text", "access-denied-text", "Access denied by security policy", 200, {}, "text/plain"},
      {"a robot check", "human-check",
       page("p.vn", "<h1>Verify you are human</h1><div class='cf-turnstile'></div>")},
      {"a robot check in Vietnamese", "human-check",
       page("Kiểm tra", "Vui lòng xác minh bạn không phải là robot <input name=code>")},
      {"a browser check", "human-check", page("x", "Checking your browser before accessing p.vn.")},
      {"a captcha and nothing else", "captcha-only",
       page("Thông báo",
            "<p>Vui lòng nhập mã xác nhận</p><img src=c.png><input name=c><button>Gửi</button>")},
      {"a captcha by its title", "captcha-title",
       page("Security Check", "<div class='g-recaptcha'></div><input type=submit>")},
      {"a cookie by script", "cookie-challenge",
       "<html><body><script>document.cookie='D1N=ab12;path=/';window.location.reload(true);</script></body></"
       "html>"},
      {"a cookie by script, another way", "cookie-challenge",
       "<script>document.cookie=\"vts=1; path=/\";location.href=location.href;</script>"},
  };
}

std::vector<Row> notices() {
  return {
      {"maintenance", "maintenance-title",
       page("Bảo trì hệ thống", "<h1>Hệ thống đang bảo trì</h1><p>Vui lòng quay lại sau.</p>")},
      {"capitals", "maintenance", page("Cổng dịch vụ công", "<h2>HỆ THỐNG ĐANG ĐƯỢC BẢO TRÌ</h2>")},
      {"decomposed", "maintenance", page("Cổng", "<h1>Hệ thống đang ba\u0309o tri\u0300</h1>")},
      {"entities", "maintenance", page("C&#7893;ng", "H&#7879; th&#7889;ng &#273;ang b&#7843;o tr&igrave;")},
      {"windows-1258",
       "maintenance",
       "<h1>H\xEA\xF2 th\xF4\xECng \xF0"
       "ang ba\xD2o tri\xCC</h1>",
       200,
       {},
       "text/html; charset=windows-1258"},
      {"suspended", "maintenance",
       page("Thông báo", "Cổng dịch vụ công tạm dừng hoạt động để đồng bộ dữ liệu.")},
      {"being upgraded", "maintenance", page("Thông báo", "Hệ thống đang nâng cấp, xin quý vị thông cảm")},
      {"English", "maintenance-title", page("Site under maintenance", "We'll be back soon.")},
      {"English, in the text", "maintenance",
       page("p.vn", "The service is temporarily unavailable. Please try again later.")},
      {"plain text", "maintenance", "He thong: hệ thống đang bảo trì", 200, {}, "text/plain; charset=utf-8"},
      {"closed", "closed",
       page("Cổng dịch vụ công tỉnh", "Cổng dịch vụ công của tỉnh đã ngừng hoạt động từ ngày 01/07/2025.")},
      {"merged into the national portal", "moved-to-national-portal",
       page("Thông báo",
            "Từ ngày 01/7/2025, hệ thống đã chuyển sang Cổng Dịch vụ công Quốc gia. Đề nghị người dân truy "
            "cập "
            "<a href='https://dichvucong.gov.vn'>dichvucong.gov.vn</a>")},
      {"please visit the national portal", "moved-to-national-portal",
       page("Thông báo", "Vui lòng truy cập Cổng Dịch vụ công quốc gia để nộp hồ sơ")},
      {"a new address", "closed",
       page("Thông báo", "Trang này đã chuyển sang địa chỉ <a href='https://moi.vn'>moi.vn</a>")},
      {"a notice with a refresh", "moved-to-national-portal",
       "<html><head><meta http-equiv='refresh' content='5;url=https://dichvucong.gov.vn/'></head><body>Hệ "
       "thống đã chuyển về Cổng Dịch vụ công quốc gia</body></html>"},
      {"a refresh to another host", "leads-elsewhere",
       "<html><head><meta http-equiv='refresh' content='0;url=https://dichvucong.gov.vn/'></head></html>"},
      {"a script to another host", "leads-elsewhere",
       "<script>window.location.href='https://dichvucong.gov.vn/p/home.html';</script>"},
  };
}

std::vector<Row> healthy() {
  return {
      {"a front page", "", page("Cổng dịch vụ công", content(4))},
      {"a small front page", "", page("Cổng dịch vụ công", "<h1>Cổng dịch vụ công</h1>" + kLookup)},
      {"nothing at all", "", ""},
      {"a login form with a captcha", "", page("Đăng nhập", kLogin)},
      {"a login form that asks for a captcha in words", "",
       page("Đăng nhập", "<p>Vui lòng nhập mã xác nhận</p>" + kLogin)},
      {"a login form behind 'verify you are human'", "", page("Login", "Verify you are human" + kLogin)},
      {"a look-up form with a captcha", "", page("Tra cứu hồ sơ", kLookup)},
      {"a look-up form without other words", "",
       page("Tra cứu", "<input name=ma><input name=captcha><p>Vui lòng nhập mã captcha</p>")},
      {"a one-time code", "",
       page("Xác thực", "Vui lòng nhập mã xác nhận đã gửi tới số điện thoại <input name=otp>")},
      {"a front page with reCAPTCHA's script", "",
       page("Cổng", "<script src='https://www.google.com/recaptcha/api.js'></script>" + content(3))},
      {"a front page behind Imperva", "",
       page("Cổng", content(2) + "<script src='/_Incapsula_Resource?SWJIYLWA=1'></script>")},
      {"an application shell behind Imperva", "",
       page("Cổng",
            "<div id=\"root\"></div><script src='/static/main.js'></script><script "
            "src='/_Incapsula_Resource?SWJIYLWA=1'></script>")},
      {"a front page behind F5", "", page("Cổng", "<script src='/TSPD/?type=17'></script>" + content(2))},
      {"a front page behind Cloudflare",
       "",
       page("Cổng", content(2) + "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"),
       200,
       {{"server", "cloudflare"}, {"cf-ray", "8f2"}, {"cf-cache-status", "HIT"}}},
      {"an application shell", "",
       page("Cổng dịch vụ công",
            "<noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div>"
            "<script src='/static/js/main.js'></script>")},
      {"an application shell that reads cookies", "",
       page("Cổng",
            "<div id=\"app\"></div><script>if(document.cookie.indexOf('a')<0)location.reload();</script>"
            "<script src='/a.js'></script>")},
      {"a shell whose script knows maintenance", "",
       page("Cổng", "<div id='app'></div><script>var m={503:'Hệ thống đang bảo trì'}</script>")},
      {"a shell with a hidden template", "",
       page("Cổng", "<template><p>Hệ thống đang bảo trì</p></template><div id='app'></div>")},
      {"a comment about maintenance", "", page("Cổng", "<!-- hệ thống đang bảo trì --><h1>Chào mừng</h1>")},
      {"news that quote Access Denied", "",
       page("Khắc phục lỗi Access Denied khi nộp hồ sơ",
            "<h1>Khắc phục lỗi Access Denied</h1><p>Trang hiện "
            "\"Access Denied\" khi phiên làm việc hết hạn.</p>" +
                content(1))},
      {"short news that quote Access Denied", "",
       page("Tin tức",
            "<p>Một số người dân gặp thông báo \"Access Denied\" khi đăng nhập; bộ phận kỹ thuật đã xử "
            "lý.</p>")},
      {"a question about the F5 page", "",
       page("Hỏi đáp", "The requested URL was rejected. Your support ID is: là gì?" + content(1))},
      {"news about maintenance", "",
       page("Cổng dịch vụ công",
            "<h2>Thông báo bảo trì hệ thống</h2><p>Hệ thống đang bảo trì phân hệ thanh toán.</p>" +
                content(2))},
      {"a short front page that announces maintenance", "",
       page("Cổng dịch vụ công", "<p>Hệ thống sẽ bảo trì từ 22h ngày 20/11.</p>" + kLookup)},
      {"an announcement without a form", "",
       page("Cổng dịch vụ công",
            "<p>Chào mừng. Hệ thống sẽ tạm dừng từ 22h, lịch bảo trì định kỳ hằng tháng.</p>")},
      {"a login page that announces maintenance", "",
       page("Đăng nhập", "<p>Hệ thống đang bảo trì chức năng thanh toán.</p>" + kLogin)},
      {"a front page with a link to the national portal", "",
       page("Cổng", "<a href='https://dichvucong.gov.vn'>Cổng Dịch vụ công quốc gia</a>" + kLookup)},
      {"a front page that tells of the national portal", "",
       page("Cổng", "Vui lòng truy cập Cổng Dịch vụ công quốc gia để thanh toán" + content(1))},
      {"news about a portal that closed", "", page("Tin tức", "Trang cũ đã ngừng hoạt động." + content(1))},
      {"a road that was closed", "", page("Tin", "<p>Đường Nguyễn Huệ đã đóng để tổ chức lễ hội.</p>")},
      {"a splash that sets the language", "",
       "<script>document.cookie='lang=vi';location.href='/vi/';</script>"},
      {"a refresh within the portal", "",
       "<html><head><meta http-equiv='refresh' content='0;url=/home'></head></html>"},
      {"a script to the portal's other host", "",
       "<script>window.location.href='https://www.p.vn/home';</script>"},
      {"a script that may lead to single sign-on", "",
       page("Cổng", content(1) + "<script>function login(){location.href='https://sso.vn/'}</script>")},
      {"a shell that sends old browsers away", "",
       page("Cổng",
            "<div id=\"root\"></div><script>if(old)location.href='https://browsehappy.com/';</script>")},
      {"a page that refreshes itself", "",
       "<html><head><meta http-equiv='refresh' content='300'></head><body>Bảng hiển thị</body></html>"},
      {"JSON of a search",
       "",
       "{\"items\":[{\"title\":\"Thông báo bảo trì hệ thống\"}]}",
       200,
       {},
       "application/json"},
      {"JSON that says Access denied", "", "\"Access denied\"", 200, {}, "application/json; charset=utf-8"},
      {"an image", "", "\x89PNG access denied", 200, {}, "image/png"},
      {"a script file", "", "var t='Hệ thống đang bảo trì';", 200, {}, "application/javascript"},
      {"another server's mitigation header", "", page("Cổng", content(1)), 200, {{"cf-mitigated", "none"}}},
      {"404 with maintenance words is an error", "", page("Bảo trì hệ thống", "Hệ thống đang bảo trì"), 404},
      {"503 with maintenance words is an error", "", page("Bảo trì hệ thống", "Hệ thống đang bảo trì"), 503},
      {"500", "", "", 500},
      {"a large page that begins with the words", "", page("Cổng", "Hệ thống đang bảo trì " + content(70))},
      {"a procedure about verifying people", "",
       page("Thủ tục", "Xác nhận bạn là người đại diện" + content(1))},
      {"a title that ends with Cloudflare", "", page("Dịch vụ mạng | Cloudflare", content(1))},
      {"captcha as a topic", "",
       page("Captcha là gì", "<p>Captcha giúp phân biệt người và máy.</p>" + content(1))},
  };
}

void check(const std::vector<Row>& rows, Outcome outcome) {
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    const auto match = judge(row);
    if (row.rule.empty()) {
      EXPECT_FALSE(match) << (match ? match->detail : "");
      continue;
    }
    ASSERT_TRUE(match);
    EXPECT_EQ(match->rule, row.rule);
    EXPECT_EQ(to_string(match->outcome), to_string(outcome));
    EXPECT_NE(match->detail.find(row.rule), std::string::npos);
  }
}

TEST(PageRules, RecognisesWalls) { check(walls(), Outcome::blocked); }
TEST(PageRules, RecognisesNotices) { check(notices(), Outcome::service_notice); }
TEST(PageRules, LeavesHealthyPagesAlone) { check(healthy(), Outcome::ok); }

TEST(PageRules, WasShownAsManyHealthyPagesAsIll) {
  EXPECT_GE(walls().size() + notices().size() + healthy().size(), 60U);
  EXPECT_GE(2 * healthy().size() + 40, walls().size() + notices().size());
}

/// A wall's words among as much other text as a front page has are a quotation.
TEST(PageRules, TakesAnyWallsWordsInALargePageForAQuotation) {
  for (auto rows : {walls(), notices()}) {
    for (auto& row : rows) {
      const bool by_head = row.body.empty() || !row.headers.empty() || row.status == 403 || row.status == 429;
      if (by_head || row.content_type.find("1258") != std::string::npos) continue;
      SCOPED_TRACE(row.what);
      row.body = page("Tin tức", content() + "<blockquote>" + row.body + "</blockquote>" + content());
      const auto match = judge(row);
      EXPECT_FALSE(match) << match->detail;
    }
  }
}

TEST(PageRules, SaysWhichRuleAndTitle) {
  const auto match = judge(notices()[0]);
  ASSERT_TRUE(match);
  EXPECT_EQ(match->detail,
            "rule maintenance-title recognises a notice (status 200, titled 'Bảo trì hệ thống')");
  EXPECT_EQ(judge(walls()[3])->detail, "rule forbidden recognises a wall (status 403)");
}

TEST(PageRules, JudgesHostilePagesInBoundedTime) {
  for (const std::string_view piece : {"<", "<!--", "<script>", "<a b='", "&#", "truy cập bị từ chối ",
                                       "access ", "<title>", "location='"}) {
    SCOPED_TRACE(piece);
    Row row;
    while (row.body.size() < kMaxPageHead) row.body += piece;
    const auto begin = std::clock();
    judge(row);
    EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 2.0);
  }
}

}  // namespace
}  // namespace portalprobe
