using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Infra.Lambdas.Hosting;
using Infra.Tests.Support;

namespace Infra.Tests.Lambdas;

public sealed class Any_environment
{
    private static readonly string[] _texts = ["TABLE", "CA_ARN", "ENDPOINT"];

    private static readonly Gen<string?> _values = Gen.OneOf(
        Gen.Elements(null, "", "jitp", "direct", "JITP", " 7", "+7", "7.0", "0x7", "٧", "007"),
        Gen.Choose(-5, 400).Select(number => (string?)number.ToString(CultureInfo.InvariantCulture)),
        ArbMap.Default.GeneratorFor<string?>());

    /// <summary>Values for three texts, a number from 1 to 365 and a choice.</summary>
    private static readonly Arbitrary<string?[]> _environments = _values.ArrayOf(_texts.Length + 2).ToArbitrary();

    [Fact]
    public void is_taken_or_every_fault_in_it_is_named_and_nothing_else() =>
        Seeded.Check(Prop.ForAll(_environments, values =>
        {
            var environment = _texts.Append("DAYS").Append("MODE").Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
            var reader = new Infra.Lambdas.Hosting.SettingsReader("issuer-acm-pca", environment.GetValueOrDefault);
            var read = _texts.Select(reader.Text).ToList();
            var days = reader.WholeNumber("DAYS", 1, 365);
            var mode = reader.OneOf("MODE", "jitp", "direct");

            var missing = environment.Where(variable => string.IsNullOrEmpty(variable.Value)).Select(variable => variable.Key).ToList();
            var wrong = new[] { ("DAYS", IsNumber(environment["DAYS"])), ("MODE", environment["MODE"] is "jitp" or "direct") }
                .Where(judged => !judged.Item2 && !missing.Contains(judged.Item1)).Select(judged => judged.Item1).ToList();
            if (missing.Count + wrong.Count == 0)
            {
                reader.ThrowIfFaulty();
                return read.SequenceEqual(_texts.Select(name => environment[name])) && mode == environment["MODE"]
                    && days == int.Parse(environment["DAYS"]!, CultureInfo.InvariantCulture);
            }

            var message = Assert.Throws<FunctionSettingsException>(reader.ThrowIfFaulty).Message;
            var expected = "the function issuer-acm-pca cannot start; " + string.Join("; ", (string[])
            [
                .. missing.Count == 0 ? [] : (string[])[$"missing from the environment: {string.Join(", ", missing)}"],
                .. wrong.Select(name => name == "DAYS"
                    ? $"DAYS is '{environment["DAYS"]}'; it must be a whole number from 1 to 365"
                    : $"MODE is '{environment["MODE"]}'; it must be one of jitp, direct"),
            ]);
            return message == expected;
        }), times: 2000);

    /// <summary>Digits of ASCII only, as a second implementation reads them.</summary>
    private static bool IsNumber(string? text) =>
        text is { Length: > 0 } && text.All(char.IsAsciiDigit) && text.TrimStart('0') is { Length: <= 3 and > 0 } digits && int.Parse(digits, CultureInfo.InvariantCulture) <= 365;
}
