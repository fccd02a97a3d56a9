using System.Globalization;
using Infra.Identity.Aws;

namespace Infra.Local.Run;

/// <summary>Turns the words of the command line into <see cref="RunOptions"/>, gathering every fault.</summary>
internal static class RunOptionsParser
{
    public const int MostDevices = 10_000;

    public static (RunOptions? Options, IReadOnlyList<string> Faults) Parse(
        string devices, string regions, string issuer, string parent, string output, bool json, bool serve, bool rotate = false)
    {
        var faults = new List<string>();

        if (!int.TryParse(devices, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MostDevices)
        {
            faults.Add($"--devices is '{devices}'; allowed is a whole number from 0 to {MostDevices}");
        }

        var names = regions.Split(',', StringSplitOptions.TrimEntries);
        foreach (var name in names.Where(name => !AwsRegion.IsName(name)))
        {
            faults.Add($"--regions has '{name}', which is no region name; write names such as us-east-1,eu-west-1 with commas between");
        }
        foreach (var twice in names.GroupBy(name => name).Where(group => group.Count() > 1))
        {
            faults.Add($"--regions has '{twice.Key}' {twice.Count()} times; name each region once");
        }

        Issuer? chosen = issuer switch { "acm-pca" => Issuer.AcmPca, "iot-core" => Issuer.IotCore, _ => null };
        if (chosen is null) { faults.Add($"--issuer is '{issuer}'; allowed are acm-pca and iot-core"); }

        Signer? signer = parent switch { "software" => Signer.Software, "offline" => Signer.Offline, _ => null };
        if (signer is null) { faults.Add($"--parent is '{parent}'; allowed are software and offline"); }
        else if (signer == Signer.Offline && chosen == Issuer.IotCore) { faults.Add("--parent offline is for the private CA, which issuer iot-core does without; leave one of them out"); }

        if (rotate && chosen == Issuer.IotCore) { faults.Add("--rotate needs the region's own CA; leave --issuer iot-core out"); }
        if (rotate && signer == Signer.Offline) { faults.Add("--rotate has the next generation signed by the run itself; leave --parent offline out"); }

        if (string.IsNullOrWhiteSpace(output)) { faults.Add("--out is empty; name a folder"); }
        else if (File.Exists(output)) { faults.Add($"--out is '{output}', which is a file; name a folder"); }

        return faults.Count > 0
            ? (null, faults)
            : (new RunOptions { Devices = count, Regions = names, Issuer = chosen!.Value, Parent = signer!.Value, Out = output, Json = json, Serve = serve, Rotate = rotate }, faults);
    }
}
