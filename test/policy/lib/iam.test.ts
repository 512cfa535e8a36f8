import { expect } from "chai";
import {
  covers,
  isAnyAction,
  isAnyResource,
  isPublic,
  speaksOfAll,
  statements,
  type Statement,
} from "../../../policy/lib/aws/iam";
import { Node, Undecided } from "../../../policy/lib/node";
import { UNKNOWN } from "../../../policy/lib/unknown";

describe("policy documents", () => {
  const noted: string[] = [];
  const note = (path: string) => {
    noted.push(path);
    return () => undefined;
  };
  const trace = { note, isSecret: () => false };
  const node = (value: unknown) => new Node(value, ["policy"], trace);
  const of = (document: unknown): Statement[] => statements(node(document));
  const one = (statement: unknown): Statement => of({ Statement: [statement] })[0]!;

  it("are read from an object, from its JSON text, and with one statement outside a list", () => {
    const document = { Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" }] };
    for (const form of [document, JSON.stringify(document), { Statement: document.Statement[0] }]) {
      const [statement, ...others] = of(form);
      expect(others).to.deep.equal([]);
      expect(statement).to.deep.include({ allows: true, actions: ["s3:GetObject"], resources: ["*"], notActions: [] });
    }
    expect(of(JSON.stringify(document))[0]!.node.path).to.equal("policy.Statement[0]");
  });

  it("have no statements when they are none", () => {
    for (const junk of [undefined, null, 1, "", "{", "[]", [], {}, { Statement: null }, { Statement: ["x", null, 3] }])
      expect(of(junk)).to.deep.equal([]);
  });

  it("name principals of every kind", () => {
    expect(one({ Principal: "*" }).principals).to.deep.equal([{ kind: "*", value: "*" }]);
    expect(one({ Principal: { AWS: ["a", "b"], Service: "c" } }).principals).to.deep.equal([
      { kind: "AWS", value: "a" },
      { kind: "AWS", value: "b" },
      { kind: "Service", value: "c" },
    ]);
    expect(one({}).principals).to.deep.equal([]);
  });

  it("hide nothing but the decisions that need what is not known yet", () => {
    const [first, second] = of({ Statement: [{ Effect: "Allow", Action: "*", Resource: [UNKNOWN] }, UNKNOWN] });
    expect(first!.actions).to.deep.equal(["*"]);
    expect(() => first!.resources).to.throw(Undecided);
    expect(noted).to.include("policy.Statement[0].Resource[0]");
    expect(() => second!.allows).to.throw(Undecided);
    for (const whole of [UNKNOWN, { Statement: UNKNOWN }]) expect(() => of(whole)).to.throw(Undecided);
    for (const condition of [UNKNOWN, { StringEquals: UNKNOWN }, { StringEquals: { "aws:SourceArn": UNKNOWN } }])
      expect(() => one({ Condition: condition }).constraints).to.throw(Undecided);
  });

  it("speak of everybody", () => {
    for (const everybody of [{ Principal: "*" }, { Principal: { AWS: ["1", "*"] } }, { NotPrincipal: { AWS: "1" } }])
      expect(isPublic(one(everybody)), JSON.stringify(everybody)).to.equal(true);
    for (const some of [{}, { Principal: { AWS: "1" } }, { Principal: { Service: "*" } }])
      expect(isPublic(one(some)), JSON.stringify(some)).to.equal(false);
    expect(speaksOfAll(one({ NotPrincipal: "*" }))).to.equal(false);
  });

  it("concern actions by pattern, and all others where they except some", () => {
    expect(one({ Action: "iam:Pass*" }).concerns("iam:PassRole")).to.equal(true);
    expect(one({ Action: "iam:Get*" }).concerns("iam:PassRole")).to.equal(false);
    expect(one({ NotAction: "s3:*" }).concerns("iam:PassRole")).to.equal(true);
    expect(one({ NotAction: "iam:*" }).concerns("iam:PassRole")).to.equal(false);
    expect(one({ NotAction: ["s3:*", "iam:*"] }).concerns("iam:PassRole")).to.equal(false);
  });

  it("are about resources without naming any", () => {
    for (const all of ["*", "**", "arn:aws:s3:::*", "arn:aws:iam::*:*", "arn:aws:kms:*:*:**"])
      expect(isAnyResource(one({ Resource: ["arn:aws:s3:::web", all] })), all).to.equal(true);
    expect(isAnyResource(one({ NotResource: "arn:aws:s3:::web" }))).to.equal(true);
    for (const some of ["arn:aws:s3:::web/*", "arn:aws:kms:eu-central-1:111122223333:*", "arn:aws:iam::*:role/web"])
      expect(isAnyResource(one({ Resource: some })), some).to.equal(false);
  });

  it("demand something only with operators that need the key", () => {
    const demands = (condition: unknown) =>
      one({ Condition: condition }).demands("aws:principalorgid", "aws:resourcetag/");
    for (const condition of [
      { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
      { "ForAnyValue:StringLike": { "AWS:PRINCIPALORGID": ["o-1"] } },
      { "ForAllValues:StringLike": { "aws:PrincipalOrgID": "o-1" }, Null: { "aws:PrincipalOrgID": false } },
      { StringEquals: { "aws:ResourceTag/team": "shop" } },
    ])
      expect(demands(condition), JSON.stringify(condition)).to.equal(true);
    for (const condition of [
      undefined,
      { StringEquals: { "aws:Other": "o-1" } },
      { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } },
      { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } },
      { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-1" } },
      { StringLike: { "aws:PrincipalOrgID": ["o-1", "*"] } },
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgID": ["o-*"] } },
      { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" }, Null: { "aws:PrincipalOrgID": true } },
      { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" }, Null: { "aws:Other": false } },
      { Null: { "aws:PrincipalOrgID": false } },
      { StringEquals: { "aws:PrincipalOrgID": [] } },
      { StringEquals: "aws:PrincipalOrgID" },
    ])
      expect(demands(condition), JSON.stringify(condition)).to.equal(false);
  });

  it("demand somebody in particular by values of every kind", () => {
    const demands = (key: string, value: string) =>
      one({ Condition: { "ForAnyValue:StringLike": { [key]: value } } }).demands(key.toLowerCase());
    for (const [key, value] of [
      ["aws:SourceArn", "arn:aws:s3:::web*"],
      ["aws:SourceArn", "arn:aws:cloudfront::111122223333:distribution/*"],
      ["aws:SourceArn", "arn:aws:sns:*:111122223333:*"],
      ["aws:PrincipalOrgPaths", "o-1/r-*/*"],
      ["aws:PrincipalAccount", "${aws:ResourceAccount}"],
      ["aws:SourceVpce", "vpce-1"],
      ["aws:ResourceTag/team", "shop-*"],
      ["aws:SourceIp", "203.0.113.0/24"],
    ] as const)
      expect(demands(key, value), `${key} ${value}`).to.equal(true);
    for (const [key, value] of [
      ["aws:SourceArn", "arn:aws:s3:::*"],
      ["aws:SourceArn", "arn:aws:s3:::w*"],
      ["aws:SourceArn", "arn:aws:iam::*:role/web"],
      ["aws:SourceArn", "arn:aws:iam::11112222????:role/web"],
      ["aws:SourceArn", "arn:aws:*"],
      ["aws:SourceArn", "*"],
      ["aws:PrincipalOrgPaths", "o-*/r-1/*"],
      ["aws:PrincipalOrgPaths", "o-1*"],
      ["aws:PrincipalAccount", "1111*"],
      ["aws:PrincipalOrgID", "o-?"],
      ["aws:SourceVpc", "vpc-*"],
      ["aws:SourceVpce", "vpce-*"],
      ["aws:ResourceTag/team", "*"],
      ["aws:ResourceTag/team", ""],
      ["aws:SourceIp", "0.0.0.0/0"],
      ["aws:SourceIp", "::/0"],
    ] as const)
      expect(demands(key, value), `${key} ${value}`).to.equal(false);
  });

  it("are conditional with any condition, but not with an empty one", () => {
    expect(one({ Condition: { Bool: { "aws:SecureTransport": false } } }).constraints).to.deep.equal([
      { operator: "Bool", key: "aws:securetransport", values: ["false"] },
    ]);
    expect(one({ Condition: { Bool: {} } }).isConditional).to.equal(true);
    expect(one({ Condition: {} }).isConditional).to.equal(false);
    expect(one({}).isConditional).to.equal(false);
  });
});

describe("patterns of policy documents", () => {
  it("cover names with any case and both wildcards", () => {
    for (const [pattern, name] of [
      ["S3:get?bject", "s3:GetObject"],
      ["s3:*", "s3:GetObject"],
      ["***", "s3:GetObject"],
      ["a.b", "a.b"],
    ] as const)
      expect(covers(pattern, name), pattern).to.equal(true);
    for (const [pattern, name] of [
      ["s3:Get", "s3:GetObject"],
      ["a.b", "axb"],
      ["(", "x"],
    ] as const)
      expect(covers(pattern, name), pattern).to.equal(false);
  });

  it("stand for all actions", () => {
    for (const all of ["*", "**", "*:*", "*:**"]) expect(isAnyAction(all), all).to.equal(true);
    for (const some of ["s3:*", "*:Get*", ""]) expect(isAnyAction(some), some).to.equal(false);
  });
});
