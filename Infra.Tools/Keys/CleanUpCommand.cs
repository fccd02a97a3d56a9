using System.CommandLine;
using Infra.Identity;
using Infra.Pki;
using Infra.Tools.Aws;

namespace Infra.Tools.Keys;

/// <summary><c>provision key clean-up</c>: takes a lab board's access away, and what was made for it.</summary>
internal static class CleanUpCommand
{
    public static Command Create(ToolConsole console, AwsClients aws)
    {
        var thing = KeyOptions.Thing();
        var certificate = new Option<string?>("--certificate") { Description = "A certificate that is no longer attached to the thing, PEM: after a clean-up that was cut off." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would go." };
        var force = new Option<bool>("--force") { Description = "Do not ask; AWS gives back nothing that was deleted." };
        var region = KeyOptions.Region();
        var json = KeyOptions.Json();
        var command = new Command("clean-up", "Deactivate and delete a board's certificates, its policy and its thing.") { thing, certificate, dryRun, force, region, json };
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var name = parsed.GetRequiredValue(thing);
            var also = parsed.GetValue(certificate) is { } path ? Sha256Digest.Of(Pem.Certificates(ToolFiles.Read(path, console.Input))[0].RawData).ToString() : null;
            using var iot = aws.Iot(parsed.GetValue(region));
            var registry = new BoardRegistry(iot);
            var plan = await registry.PlanRemovalAsync(name, also, cancellation);
            if (!parsed.GetValue(dryRun))
            {
                if (!plan.IsEmpty) { console.Confirm(parsed.GetValue(force), $"{string.Join(", ", Lines(plan, "would go: "))}; AWS gives back nothing that was deleted"); }
                await registry.RemoveAsync(name, plan, cancellation);
            }

            console.Result(parsed.GetValue(json), new CleanedUp(!parsed.GetValue(dryRun), plan), Lines(plan, parsed.GetValue(dryRun) ? "would go: " : "gone: "));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static string[] Lines(Removal plan, string verb)
    {
        string[] lines =
        [
            .. plan.Certificates.Select(certificate => certificate.Kept
                ? $"stays: certificate {certificate.CertificateId}, which {string.Join(", ", certificate.OtherThings)} use too"
                : $"{verb}certificate {certificate.CertificateId}"),
            .. plan.PolicyExists ? (string[])[$"{verb}policy {plan.PolicyName}"] : [],
            .. plan.ThingExists ? (string[])[$"{verb}thing {plan.ThingName}"] : [],
        ];
        return lines.Length > 0 ? lines : [$"nothing of {plan.ThingName} is there"];
    }

    private sealed record CleanedUp(bool Done, Removal Removed);
}
