/**
 * What may speak to the local channel: pages of its own origin, under a name that is its own.
 * A page of another site that re-points its name at 127.0.0.1 (DNS rebinding) is turned away by the Host header.
 */
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** True for the names and addresses by which a machine calls itself. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** The Host header without its port; undefined when there is none. */
function hostName(header: string | undefined): string | undefined {
  return header?.replace(/:\d+$/, '').toLowerCase();
}

/**
 * Refuses requests under foreign names.
 *
 * @param bound    the address the server listens on
 * @param allowed  further names under which it may be called, lower case
 */
export function knownHosts(bound: string, allowed: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const host = hostName(context.req.header('host'));
    const open = !isLoopback(bound) && allowed.length === 0;
    if (open || (host !== undefined && (isLoopback(host) || allowed.includes(host)))) return next();
    return context.json({ error: { code: 'foreign-host', message: `This server does not answer to that name.` } }, 421);
  };
}

/** Refuses to act on requests that another site's page had sent. Requests without an origin come from no page. */
export function sameOrigin(): MiddlewareHandler {
  return async (context, next) => {
    const { origin, host } = { origin: context.req.header('origin'), host: context.req.header('host') };
    const site = context.req.header('sec-fetch-site');
    const own = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
    if (own && (site === undefined || site === 'same-origin' || site === 'none')) return next();
    return context.json(
      { error: { code: 'foreign-origin', message: 'Only this channel’s own page may do that.' } },
      403,
    );
  };
}

/** Nothing but this server's own scripts, styles, pictures and streams; no frames around it, no text made code. */
export function pageHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    crossOriginResourcePolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
    // There is no TLS on a loopback port, and a remembered demand for it would lock the person out.
    strictTransportSecurity: false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  });
}
