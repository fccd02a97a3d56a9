using System.CommandLine;

namespace Infra.Tools.Claims;

/// <summary>The parameters that a device gives a fleet provisioning template, as <c>--parameter NAME=VALUE</c>.</summary>
internal sealed class TemplateParameters
{
    public TemplateParameters(string byDefault)
    {
        Option = new("--parameter") { Description = $"NAME=VALUE of the template; may be repeated. Default: {byDefault}.", DefaultValueFactory = _ => [] };
        Option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1)) { result.AddError($"--parameter '{token.Value}' is not NAME=VALUE"); }
            if (result.Tokens.GroupBy(token => token.Value.Split('=')[0]).Any(same => same.Count() > 1)) { result.AddError("a --parameter is given twice"); }
        });
    }

    public Option<string[]> Option { get; }

    /// <summary>What was given, or the one default.</summary>
    public IReadOnlyDictionary<string, string> Of(ParseResult parsed, string name, string value) => parsed.GetRequiredValue(Option) is { Length: > 0 } given
        ? given.Select(parameter => parameter.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal)
        : new Dictionary<string, string> { [name] = value };
}
