import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/docker/dockerfile/docker-dockerfile-hygiene";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDockerfiles, INLINE, withLine } from "../../../support/dockerfiles";

const faults: Record<string, readonly string[]> = {
  "ADD of a local file": ["ADD app /app", 'ADD ["app", "/app"]', "ADD https://example.org/a b /app/"],
  "EXPOSE of port 22": ["EXPOSE 22", "EXPOSE 8000 22/tcp", "EXPOSE 20-30"],
  "a relative WORKDIR": ["WORKDIR app"],
  "an update of package lists by itself": ["RUN apt-get update", "RUN apt-get -q update && ls", "RUN apk update"],
  sudo: ["RUN sudo ls", "RUN ls && sudo ls", 'RUN ["sudo", "ls"]', "RUN <<EOF\nsudo ls\nEOF"],
  chpasswd: ["RUN echo app:app | chpasswd"],
  "apt, which is meant for people": ["RUN apt install -y curl"],
  curl: ["RUN curl -k https://a", "RUN curl -fsSLk https://a", "RUN ls && curl --insecure https://a"],
  wget: ["RUN wget --no-check-certificate https://a"],
  pip: ["RUN pip install --trusted-host a b"],
  npm: ["RUN npm config set strict-ssl false", "RUN npm install --strict-ssl=false"],
  git: ["RUN git config --global http.sslVerify false", "RUN git -c http.sslVerify=false clone a"],
  "apt-get": ["RUN apt-get update && apt-get install --allow-unauthenticated a", "RUN apt-get install --force-yes a"],
  apk: ["RUN apk add --allow-untrusted a"],
  yum: ["RUN yum install --nogpgcheck a", "RUN yum install --setopt=sslverify=0 a"],
  rpm: ["RUN rpm -i --nosignature a"],
  NODE_TLS_REJECT_UNAUTHORIZED: ["ENV NODE_TLS_REJECT_UNAUTHORIZED=0", "RUN NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci"],
  PYTHONHTTPSVERIFY: ["ENV PYTHONHTTPSVERIFY 0"],
  GIT_SSL_NO_VERIFY: ["RUN GIT_SSL_NO_VERIFY=true git clone a", "ENV GIT_SSL_NO_VERIFY=1"],
  NPM_CONFIG_STRICT_SSL: ["ENV NPM_CONFIG_STRICT_SSL=false"],
  PIP_TRUSTED_HOST: ["ENV PIP_TRUSTED_HOST=a"],
};

const wanted: Record<string, string> = {
  "ADD of a local file": "COPY, which neither unpacks nor fetches",
  "EXPOSE of port 22": "no SSH in a container",
  "a relative WORKDIR": "one from the root: WORKDIR /app",
  "an update of package lists by itself": "the update and the installation in one RUN",
  sudo: "USER root before the line, and the ordinary user after it",
  chpasswd: "no password in an image",
  "apt, which is meant for people": "apt-get",
};

/** What is wanted of a line that fetches something without a check. */
const checked = (line: string) =>
  line.startsWith("ENV") ? "certificates that are checked" : "a check of certificates and signatures";

const fine = [
  "ADD https://example.org/a.tgz /app/",
  "EXPOSE 2222 8022/tcp",
  "WORKDIR $HOME/app",
  "RUN apt-get install -y sudo",
  "RUN apk update && apk add curl",
  "RUN curl -okey https://a",
  "RUN curl -fsSL https://a -H k",
  "RUN npm config set strict-ssl true",
  "ENV NODE_TLS_REJECT_UNAUTHORIZED=1",
  "RUN <<EOF\napt-get update\napt-get install -y curl\nEOF",
  'CMD ["sudo"]',
];

describeRule(rule, {
  baselines: goodDockerfiles(),
  mutations: Object.entries(faults).flatMap(([found, lines]) =>
    lines.map((line) => ({
      name: JSON.stringify(line),
      change: withLine(line),
      message: new RegExp(`found (?:ENV )?${found}.* in line 8, wanted ${wanted[found] ?? checked(line)}\\. Fix`),
    })),
  ),
  allowed: fine.map((line) => ({ name: JSON.stringify(line), change: withLine(line) })),
  unknown: [{ name: "a Dockerfile that is not known yet", change: set(INLINE, UNKNOWN) }],
});
