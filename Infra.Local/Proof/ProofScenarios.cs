using Infra.Identity.Contracts;

namespace Infra.Local.Proof;

/// <summary>What must work in a region, the quick ones first: a device's way in, and every occasion of <see cref="CallOccasion"/>.</summary>
internal static class ProofScenarios
{
    // Operations of the REST API of AWS IoT, as Faults names them.
    private const string RegisterCertificate = "POST /certificate/register";
    private const string UpdateCertificate = "PUT /certificates/";

    /// <summary>Certificates of the region's CA are activated by a function; installers ask the API for claims, and the region's CA signs for them.</summary>
    /// <param name="ground">The region.</param>
    /// <param name="peer">Another region, whose CA is registered here.</param>
    public static IEnumerable<Scenario> Field(ProvingGround ground, ProvingGround peer) =>
    [
        .. Common(ground, Routes.New),
        .. new FirstConnectionScenarios(ground).All,
        .. new ClaimScenarios(ground, ClaimWay.SignedRequest, regionSigns: true).All,
        new($"{ground.Region}: a device of {peer.Region} connects here", (watch, token) => ground.WelcomeAsync(peer, watch, token)),
    ];

    /// <summary>Both issuers; certificates of the region's CA are registered by the first connection.</summary>
    public static IEnumerable<Scenario> JustInTime(ProvingGround ground) =>
    [
        .. Common(ground, Routes.New),
        new($"{ground.Region}: first certificate from {Routes.Proto}, first connection", (watch, token) => ground.IssueAndConnectAsync(Routes.Proto, watch, token)),
        new($"{ground.Region}: first certificate from {Routes.Proto}, logged", (watch, token) => ground.IssueAsync(Routes.Proto, watch, token)),
        new($"{ground.Region}: the same request again at {Routes.Proto}", (watch, token) => ground.RepeatAsync(Routes.Proto, watch, token)),
        new($"{ground.Region}: the last step at {Routes.Proto} fails and all is taken back", (watch, token) => ground.TakeBackAsync(Routes.Proto, UpdateCertificate, watch, token)),
        .. new ClaimScenarios(ground, ClaimWay.AwsIot).All,
        new($"{ground.Region}: cold start at {Routes.Proto}", (watch, token) => ground.IssueColdAsync(Routes.Proto, watch, token)),
    ];

    /// <summary>The region's CA issues, and the issuer registers; installers ask the API for claims with tokens, from the networks that its own policy names.</summary>
    public static IEnumerable<Scenario> Direct(ProvingGround ground) =>
    [
        .. Common(ground, Routes.New),
        new($"{ground.Region}: the answer to a registration is lost", (watch, token) => ground.LoseReplyAsync(Routes.New, RegisterCertificate, watch, token)),
        new($"{ground.Region}: the last step at {Routes.New} fails and all is taken back", (watch, token) => ground.TakeBackAsync(Routes.New, UpdateCertificate, watch, token)),
        .. new ClaimScenarios(ground, ClaimWay.AccessToken).All,
    ];

    private static IEnumerable<Scenario> Common(ProvingGround ground, string route) =>
    [
        new($"{ground.Region}: a device comes back", (watch, token) => ground.ComeBackAsync(route, watch, token)),
        new($"{ground.Region}: first certificate from {route}, logged", (watch, token) => ground.IssueAsync(route, watch, token)),
        new($"{ground.Region}: first certificate from {route}, first connection", (watch, token) => ground.IssueAndConnectAsync(route, watch, token)),
        new($"{ground.Region}: the same request again at {route}", (watch, token) => ground.RepeatAsync(route, watch, token)),
        new($"{ground.Region}: tampered, unknown and forged requests are refused", (_, token) => ground.RefuseAsync(route, token)),
        new($"{ground.Region}: cold start at {route}", (watch, token) => ground.IssueColdAsync(route, watch, token)),
        new($"{ground.Region}: a certificate that was renewed at {route} is retired", (watch, token) => ground.RetireAsync(route, watch, token)),
    ];
}
