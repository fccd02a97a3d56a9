using System.Security.Cryptography;
using System.Text;
using Infra.Fuzzing.Der;
using Infra.Identity.Contracts;
using Infra.Lambdas.Authorizer;

namespace Infra.Fuzzing.Requests;

/// <summary>
/// Makes hostile requests of seeds: a few mutations of the DER tree, often signed again so that they reach the rules behind the proof of
/// possession; then, sometimes, of the bytes, of the text, and of the headers around it. The random numbers decide everything but keys and signatures.
/// </summary>
internal sealed class HostileRequests(IReadOnlyList<SeedRequest> seeds, Random random)
{
    private const string MethodArn = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/POST/new";

    private static readonly string[] _labels = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "CERTIFICATE", "PUBLIC KEY", ""];

    /// <summary>The next request, and how it came about.</summary>
    public (RequestAuthorizerEvent Event, string Story) Next()
    {
        var seed = seeds[random.Next(seeds.Count)];
        List<string> story = [seed.Name];
        var header = Text(Bytes(Tree(seed, story), story), story);
        return (Event(header, story), string.Join(", ", story));
    }

    private byte[] Tree(SeedRequest seed, List<string> story)
    {
        List<DerElement> document = [DerElement.Read(seed.Der)!];
        var donor = DerElement.Read(seeds[random.Next(seeds.Count)].Der)!;
        for (var count = random.Next(4); count > 0; count--)
        {
            var mutation = new Mutation((MutationKind)random.Next(Enum.GetValues<MutationKind>().Length), (uint)random.Next(), (uint)random.Next());
            mutation.Apply(document, donor);
            story.Add($"{mutation.Kind} of element {mutation.Element} by {mutation.Argument}");
        }

        if (seed.Owner is { } owner && random.Next(4) > 0 && document is [{ Children: [var info, _, var signature] parts }])
        {
            parts[2] = new DerElement { Tag = signature.Tag, Content = [0, .. owner.Sign(info.Write())], Length = signature.Length };
            story.Add("signed again");
        }

        return [.. document.SelectMany(element => element.Write())];
    }

    private byte[] Bytes(byte[] der, List<string> story)
    {
        switch (random.Next(16))
        {
            case 0 when der.Length > 0:
                story.Add("cut");
                return der[..random.Next(der.Length)];
            case 1 when der.Length > 0:
                story.Add("a byte changed");
                der[random.Next(der.Length)] = (byte)random.Next(256);
                return der;
            case 2:
                story.Add("something behind");
                return [.. der, .. seeds[random.Next(seeds.Count)].Der.Take(random.Next(100))];
            case 3 or 4 or 5 or 6 or 7:
                story.Add("as PEM");
                return Encoding.ASCII.GetBytes(Pem(der));
            default:
                return der;
        }
    }

    private string Pem(byte[] der)
    {
        var label = _labels[random.Next(8) is var choice && choice < _labels.Length ? choice : 0];
        var pem = PemEncoding.WriteString(label, der);
        return random.Next(12) switch
        {
            0 => pem + "\n" + pem,
            1 => "text before\n" + pem,
            2 => pem + "\0",
            3 => pem.Replace("\n", "\r\n", StringComparison.Ordinal),
            4 => pem.Replace("\n", "", StringComparison.Ordinal),
            5 => pem[..random.Next(pem.Length)],
            6 => "\n\t " + pem + " \n\n",
            7 => pem.Replace("-----END", "-----BEGIN", StringComparison.Ordinal),
            _ => pem + "\n",
        };
    }

    private string Text(byte[] bytes, List<string> story)
    {
        var text = Convert.ToBase64String(bytes);
        var place = random.Next(text.Length + 1);
        var choice = random.Next(40);
        if (choice < 9)
        {
            story.Add($"text change {choice}");
        }

        return choice switch
        {
            0 => text.Insert(place, " "),
            1 => text.Insert(place, ((char)random.Next(0x10000)).ToString()),
            2 => text.Remove(Math.Min(place, Math.Max(0, text.Length - 1))),
            3 => text.Replace('+', '-').Replace('/', '_').TrimEnd('='),
            4 => text + "=",
            5 => string.Concat(Enumerable.Repeat(text, 1 + random.Next(8))),
            6 => text + "," + text,
            7 => Encoding.Latin1.GetString(bytes),
            8 => new string('M', random.Next(70_000)),
            _ => text,
        };
    }

    private RequestAuthorizerEvent Event(string header, List<string> story)
    {
        var choice = random.Next(60);
        if (choice < 7)
        {
            story.Add($"header form {choice}");
        }

        return choice switch
        {
            0 => Multiple([header, header]),
            1 => Multiple([]),
            2 => new() { MethodArn = MethodArn, MultiValueHeaders = new Dictionary<string, IList<string>> { [HeaderNames.DeviceCsr] = [header], ["Device-CSR"] = [header] } },
            3 => new() { MethodArn = MethodArn, Headers = new Dictionary<string, string> { [HeaderNames.DeviceCsr.ToUpperInvariant()] = header } },
            4 => new() { MethodArn = MethodArn },
            5 => new() { MethodArn = MethodArn, MultiValueHeaders = new Dictionary<string, IList<string>> { [HeaderNames.DeviceCsr] = null! } },
            6 => Multiple([null!]),
            _ => Multiple([header]),
        };
    }

    private static RequestAuthorizerEvent Multiple(IList<string> values) =>
        new() { MethodArn = MethodArn, MultiValueHeaders = new Dictionary<string, IList<string>> { [HeaderNames.DeviceCsr] = values } };
}
