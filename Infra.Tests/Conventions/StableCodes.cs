using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Components;
using Infra.Identity.Contracts;
using Infra.Identity.Requests;
using Infra.Lambdas.Authorizer;
using Infra.Lambdas.CertificateRetirer;
using Infra.Lambdas.ClaimVendor;
using Infra.Lambdas.Devices;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.PreProvisioning;
using Infra.Lambdas.RegistrationActivator;
using Infra.Lambdas.Telemetry;
using Infra.Pki;
using Infra.Pki.FreeRtos;
using Infra.Provider;
using Infra.Tests.Support;
using Infra.Tools;
using Infra.Tools.Boards;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tests.Conventions;

/// <summary>Every stable code that is declared in the code, by the section of docs/errors.md that explains it.</summary>
internal static partial class StableCodes
{
    // Codes of other exceptions, which have sections of their own, and the one parameter.
    private static readonly ImmutableHashSet<string> PassedOn = ["refusal.Code", "failure.Code", "code"];

    public static ImmutableSortedDictionary<string, ImmutableSortedSet<string>> BySection { get; } = new Dictionary<string, IEnumerable<string>>
    {
        ["Settings of a stack"] = Constants(typeof(SettingCodes)),
        ["Components"] = Constants(typeof(ComponentCodes)),
        ["Answers of the API"] = [.. Problem.All.Concat(ClaimProblems.All).Select(problem => problem.Code), .. OfTheGateway()],
        ["Certificate requests"] = Enum.GetValues<CsrRefusal>().Select(refusal => refusal.Code).Concat(Enum.GetValues<FreshnessRefusal>().Select(refusal => refusal.Code)),
        ["The functions' log"] =
        [
            .. Constants(typeof(DeviceFaults)), .. Constants(typeof(DenyReasons)), .. Constants(typeof(HookFaults)),
            .. Constants(typeof(ActivatorOutcomes)), .. Constants(typeof(OtherOutcomes)),
            .. Constants(typeof(RetirerOutcomes)).Except([RetirerOutcomes.Throttled]), .. Constants(typeof(FunctionOutcomes)).Except(Problem.All.Select(problem => problem.Code)),
        ],
        ["The provider"] = Constants(typeof(ProvisioningErrors)),
        ["PKI"] = Constants(typeof(PkiErrors)),
        ["Files of lab boards"] = Constants(typeof(FreeRtosErrors)),
        ["Boards on a serial line"] = Constants(typeof(BoardErrors)),
        ["Entries of a manifest"] = Constants(typeof(RejectCodes)),
        ["The tool"] = OfTheTool().Except(Constants(typeof(BoardErrors))).Except(Constants(typeof(PkiErrors))),
    }.ToImmutableSortedDictionary(section => section.Key, section => section.Value.ToImmutableSortedSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

    /// <summary>What API Gateway answers by itself, as every stack registers it.</summary>
    private static IEnumerable<string> OfTheGateway() =>
        from resource in JsonNode.Parse(Repository.Read("Infra.Tests", "Golden", "stacks", "dev.json"))!.AsArray()
        where (string?)resource!["type"] == "aws:apigateway/response:Response"
        select (string)resource["inputs"]!["responseTemplates"]!["application/json"]!["code"]!;

    /// <summary>The tool names codes where it throws, some as texts, some as constants beside them: read off its sources.</summary>
    private static IEnumerable<string> OfTheTool()
    {
        foreach (var path in Directory.EnumerateFiles(Repository.PathOf("Infra.Tools"), "*.cs", SearchOption.AllDirectories).Where(path => !Regex.IsMatch(path, "/(bin|obj)/")))
        {
            var source = File.ReadAllText(path);
            foreach (Match use in CodeUse().Matches(source))
            {
                if (use.Groups["text"].Success) { yield return use.Groups["text"].Value; }
                else if (!PassedOn.Contains(use.Groups["name"].Value)) { yield return ValueOf(use.Groups["name"].Value, source, path); }
            }
        }
    }

    private static string ValueOf(string name, string source, string path)
    {
        if (name.Split('.') is [var type, var field])
        {
            var owner = typeof(ToolException).Assembly.GetTypes().Concat(typeof(PkiErrors).Assembly.GetTypes()).Single(candidate => candidate.Name == type);
            return (string)owner.GetField(field, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.GetRawConstantValue()!;
        }
        var declaration = Regex.Match(source, $"const string {name} = \"(?<text>[a-z0-9-]+)\"");
        Assert.True(declaration.Success, $"{path} throws with the code {name}, which it does not declare; declare it there, or name its class");
        return declaration.Groups["text"].Value;
    }

    [GeneratedRegex("""new (ToolException\(\s*[\w.]+,|YamlFaults\()\s*("(?<text>[a-z0-9-]+)"|(?<name>[A-Za-z][A-Za-z.]*))""")]
    private static partial Regex CodeUse();
}
