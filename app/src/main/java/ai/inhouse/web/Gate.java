package ai.inhouse.web;

import ai.inhouse.identity.Accounts;
import ai.inhouse.identity.Role;
import ai.inhouse.identity.SignIn;
import ai.inhouse.identity.SignIn.Attempt;
import ai.inhouse.identity.SignIn.Person;
import ai.inhouse.store.Database;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.SameSite;
import io.javalin.http.UnauthorizedResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// Who may do what in the studio. While no account exists, whoever reaches it is its owner: it then
/// listens on loopback only. From the first account on, everyone signs in. A session is a cookie
/// that scripts cannot read and other sites cannot send; a change also names the session's token in
/// a header, which no other site's page can know.
final class Gate {
    /// The owner before there are accounts.
    static final String SOMEBODY = "owner";

    private static final String COOKIE = "inhouse_session";
    private static final String CSRF = "X-CSRF-Token";
    private static final String SESSION_PATH = "/api/session";
    private static final Set<HandlerType> READS = Set.of(HandlerType.GET, HandlerType.HEAD);

    private final Accounts accounts;
    private final SignIn signIn;

    Gate(Database database, InstantSource clock) {
        this.accounts = new Accounts(database, clock);
        this.signIn = new SignIn(database, clock);
    }

    void routes(RoutesConfig routes) {
        routes.before(this::check);
        routes.get(SESSION_PATH, this::session);
        routes.post(SESSION_PATH, this::signIn);
        routes.delete(SESSION_PATH, this::signOut);
    }

    boolean hasAccounts() {
        return accounts.any();
    }

    /// Who asks. Only for requests that [#check] has let pass.
    Person person(Context request) {
        return find(request).orElseGet(() -> new Person(SOMEBODY, Role.OWNER, ""));
    }

    private Optional<Person> find(Context request) {
        return Optional.ofNullable(request.cookie(COOKIE)).flatMap(signIn::person);
    }

    private void check(Context request) {
        String path = request.path();
        boolean open = !path.startsWith("/api/") && !path.startsWith("/v1/");
        if (open || (path.equals(SESSION_PATH) && !request.method().equals(HandlerType.DELETE))) {
            return;
        }
        if (!accounts.any()) {
            return;
        }
        Person person = find(request).orElseThrow(() -> new UnauthorizedResponse("Sign in first."));
        if (!person.role().mayActAs(needed(path))) {
            throw new ForbiddenResponse("Your account may not see this.");
        }
        if (!READS.contains(request.method()) && !names(request, person.csrf())) {
            throw new ForbiddenResponse("The request does not name its session's token.");
        }
    }

    private static Role needed(String path) {
        if (path.equals("/api/workspace") || path.equals(SESSION_PATH)) {
            return Role.REVIEWER;
        }
        if (path.startsWith("/api/adjudication") || path.equals("/api/agreement")) {
            return Role.ADJUDICATOR;
        }
        return path.startsWith("/api/review/") ? Role.REVIEWER : Role.OWNER;
    }

    private static boolean names(Context request, String csrf) {
        String named = request.header(CSRF);
        return named != null
                && MessageDigest.isEqual(
                        named.getBytes(StandardCharsets.UTF_8),
                        csrf.getBytes(StandardCharsets.UTF_8));
    }

    /// @param name empty where sign-in is needed first
    /// @param csrf to name with each change
    private record SessionJson(
            boolean signedIn, boolean accounts, String name, String role, String csrf) {}

    private void session(Context request) {
        boolean any = accounts.any();
        Optional<Person> person = any ? find(request) : Optional.of(person(request));
        tell(request, any, person);
    }

    private static void tell(Context request, boolean accounts, Optional<Person> person) {
        Requests.json(
                request,
                new SessionJson(
                        person.isPresent(),
                        accounts,
                        person.map(Person::name).orElse(""),
                        person.map(p -> p.role().toString()).orElse(""),
                        person.map(Person::csrf).orElse("")));
    }

    private record Credentials(String name, String password) {}

    private void signIn(Context request) {
        Credentials given = Requests.body(request, Credentials.class);
        switch (signIn.attempt(given.name(), given.password())) {
            case Attempt.Welcome welcome -> {
                request.cookie(cookie(request, welcome.token(), (int) SignIn.SESSION.toSeconds()));
                tell(request, true, Optional.of(welcome.person()));
            }
            case Attempt.Wrong _ ->
                    throw new UnauthorizedResponse("The name or the password is wrong.");
            case Attempt.Locked locked ->
                    throw new HttpResponseException(
                            429,
                            "Too many wrong passwords. Try again in %d s."
                                    .formatted(locked.left().toSeconds() + 1));
        }
    }

    private void signOut(Context request) {
        Optional.ofNullable(request.cookie(COOKIE)).ifPresent(signIn::out);
        request.cookie(cookie(request, "", 0));
        tell(request, accounts.any(), Optional.empty());
    }

    /// Sent over HTTPS only where the page came that way, also through a proxy that says so.
    private static Cookie cookie(Context request, String token, int seconds) {
        Cookie cookie = new Cookie(COOKIE, token);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.STRICT);
        cookie.setMaxAge(seconds);
        cookie.setSecure(
                request.scheme().equals("https")
                        || "https".equals(request.header("X-Forwarded-Proto")));
        return cookie;
    }
}
