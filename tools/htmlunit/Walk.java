import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.htmlunit.Page;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;

/**
 * A customer with the browser of the OpenID Foundation's conformance suite: login, consent refused, consent accepted, waiting for the
 * telephone, the other space, deactivation. By the stable ids of the pages alone. Anything unexpected ends it: an error of a script, a
 * status, a page.
 */
public final class Walk {
  private static final String IDENTIFIER = "70000001";

  private final WebClient browser = new WebClient();
  private final HttpClient telephone = HttpClient.newHttpClient();
  private final boolean scripted;
  private final int port;

  private Walk(int port, boolean scripted) {
    this.port = port;
    this.scripted = scripted;
    browser.getOptions().setJavaScriptEnabled(scripted);
    browser.getOptions().setThrowExceptionOnScriptError(true);
    browser.getOptions().setThrowExceptionOnFailingStatusCode(true);
  }

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("org.htmlunit").setLevel(Level.OFF);
    Walk walk = new Walk(Integer.parseInt(arguments[0]), arguments[1].equals("scripted"));
    try (WebClient closed = walk.browser) {
      walk.login();
      walk.refuse();
      walk.accept();
      walk.deactivate();
    }
  }

  private void login() throws Exception {
    HtmlPage page = open(1, "/login");
    type(page, "identifier", IDENTIFIER);
    type(page, "secret_code", "000000");
    page = click(page, "submit");
    expect(element(page, "problems").getTextContent().length() > 0, "a wrong code is told");
    type(page, "secret_code", "135790");
    page = click(page, "submit");
    expectAt(page, 1, "/");
    say("login: a wrong code, then the right one");
  }

  private void refuse() throws Exception {
    HtmlPage page = open(2, "/login?linked_from=pro");
    expect(page.getUrl().getPath().startsWith("/passerelle/"), "the consent is not at " + page.getUrl());
    expectAt(click(page, "refuse"), 2, "/");
    expect(session().contains("\"access_denied\""), "a refused consent is access_denied");
    say("consent: refused");
  }

  private void accept() throws Exception {
    HtmlPage page = open(2, "/login?linked_from=pro");
    page = click(page, "accept");
    String words = element(page, "binding_message").getTextContent().trim();
    expect(words.matches("[a-z]+-[0-9]{4}"), "the words to compare are on the page");
    approve(words);
    for (long end = System.nanoTime() + 20_000_000_000L; !isAt(page, 2, "/") && System.nanoTime() < end; page = again(page)) { }
    expectAt(page, 2, "/");
    expect(session().contains("\"urn:passerelle:acr:linked\""), "the other space is open by the link");
    say("consent: accepted, confirmed on the telephone; the other space is open");
  }

  /** With its script the page asks by itself; without, the customer does. */
  private HtmlPage again(HtmlPage page) throws IOException {
    if (!scripted) return click(page, "check");
    browser.waitForBackgroundJavaScript(1_000);
    return (HtmlPage) browser.getCurrentWindow().getEnclosedPage();
  }

  private void deactivate() throws Exception {
    HtmlPage page = open(0, "/preferences?space=pro");
    page = click(page, "deactivate");
    page = click(page, "confirm");
    expect(page.querySelector("[role=status]") != null, "the deactivation is told");
    say("preferences: deactivated");
  }

  private void approve(String words) throws Exception {
    HttpRequest list = HttpRequest.newBuilder(URI.create(address(3, "/approvals?identifier=" + IDENTIFIER)))
        .header("Accept", "application/json")
        .build();
    String approvals = telephone.send(list, HttpResponse.BodyHandlers.ofString()).body();
    Matcher pending = Pattern.compile("\"auth_req_id\":\"([^\"]+)\"[^{}]*\"state\":\"pending\",\"binding_message\":\"" + words + "\"").matcher(approvals);
    expect(pending.find(), "the telephone shows the same words: " + approvals);
    HttpRequest answer = HttpRequest.newBuilder(URI.create(address(3, "/approvals/" + pending.group(1))))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("decision=approve"))
        .build();
    expect(telephone.send(answer, HttpResponse.BodyHandlers.ofString()).statusCode() == 200, "the telephone approves");
  }

  private String session() throws IOException {
    Page answer = browser.getPage(address(2, "/session"));
    return answer.getWebResponse().getContentAsString();
  }

  private HtmlPage open(int offset, String path) throws IOException {
    return browser.getPage(address(offset, path));
  }

  private void type(HtmlPage page, String id, String text) {
    ((HtmlInput) element(page, id)).setValue(text);
  }

  private HtmlPage click(HtmlPage page, String id) throws IOException {
    return element(page, id).click();
  }

  private static DomElement element(HtmlPage page, String id) {
    DomElement element = page.getElementById(id);
    expect(element != null, "no #" + id + " on " + page.getUrl());
    return element;
  }

  private void expectAt(HtmlPage page, int offset, String path) {
    expect(isAt(page, offset, path), "at " + page.getUrl() + " and not at " + address(offset, path));
  }

  private boolean isAt(HtmlPage page, int offset, String path) {
    URL url = page.getUrl();
    return url.getPort() == port + offset && url.getPath().equals(path);
  }

  private String address(int offset, String path) {
    return "http://localhost:" + (port + offset) + path;
  }

  private static void expect(boolean right, String what) {
    if (!right) throw new IllegalStateException(what);
  }

  private static void say(String what) {
    System.out.println("  ok  " + what);
  }
}
