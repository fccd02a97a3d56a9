using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Infra.Benchmarks.Functions;

/// <summary>What nothing can be faster than: programs that do only the part in question (Floors/, native executables), and OpenSSL itself.</summary>
internal sealed partial class Floors(string folder, string dynamoDb, string table)
{
    /// <summary>From the start of a native hello world to its first line.</summary>
    public TimeSpan Hello()
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var process = Start(Path.Combine(folder, "hello"), []);
        process.StandardOutput.ReadLine();
        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        process.WaitForExit();
        return elapsed;
    }

    /// <summary>CPU of one GetItem with the AWS SDK and of one parse-and-verify.</summary>
    public (TimeSpan GetItem, TimeSpan Verify) Request(BenchDevice device, int rounds)
    {
        using var process = Start(Path.Combine(folder, "request"), [table, device.Id, rounds.ToString(CultureInfo.InvariantCulture)]);
        process.StandardInput.Write(device.Csr);
        process.StandardInput.Close();
        var numbers = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return numbers is [var getItem, var verify]
            ? (Microseconds(getItem), Microseconds(verify))
            : throw new BenchmarkException("the floor of a request did not finish; its error is above");
    }

    /// <summary>CPU of one raw verification by <c>openssl speed</c>.</summary>
    public TimeSpan RawVerify(BenchDevice device)
    {
        using var process = Start("openssl", ["speed", "-seconds", "1", device.Kind.StartsWith("EC", StringComparison.Ordinal) ? "ecdsap256" : "rsa2048"]);
        process.StandardInput.Close();
        var last = VerifiesPerSecond().Match(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return TimeSpan.FromSeconds(1 / double.Parse(last.Groups["verifies"].Value, CultureInfo.InvariantCulture));
    }

    private Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = program == "openssl" };
        start.Environment["AWS_ENDPOINT_URL"] = dynamoDb;
        start.Environment["AWS_REGION"] = "us-east-1";
        start.Environment["AWS_ACCESS_KEY_ID"] = start.Environment["AWS_SECRET_ACCESS_KEY"] = "bench";
        var process = Process.Start(start)!;
        if (start.RedirectStandardError) { process.BeginErrorReadLine(); }
        return process;
    }

    private static TimeSpan Microseconds(string text) => TimeSpan.FromMicroseconds(double.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>The last two columns of its table: signatures and verifications a second.</summary>
    [GeneratedRegex(@"s\s+[0-9.]+\s+(?<verifies>[0-9.]+)\s*$")]
    private static partial Regex VerifiesPerSecond();
}
