using System.Text.RegularExpressions;

namespace Infra.StandIns.AwsSdk;

/// <summary>Takes the operations of operations.txt, and all that they need, out of the real client's list and out of the service model.</summary>
internal static partial class Picker
{
    public static void Run(string standIn, string listPath, string modelPath)
    {
        var operations = File.ReadLines(Path.Combine(standIn, "operations.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').ToHashSet(StringComparer.Ordinal);
        var model = ServiceModel.Read(modelPath).CutTo(operations);
        File.WriteAllText(Path.Combine(standIn, "api.txt"), Pick(ApiList.Read(listPath), model).ToText());
        File.WriteAllText(Path.Combine(standIn, "model.json"), model.ToText());
    }

    private static ApiList Pick(ApiList list, ServiceModel model)
    {
        var types = list.Types.ToDictionary(type => type.Name, StringComparer.Ordinal);
        var client = list.Types.Single(type => type.Kind.Contains(": Amazon.Runtime.AmazonServiceClient", StringComparison.Ordinal));
        var root = client.Namespace;
        var prefix = client.Name[..^"Client".Length];
        var errors = model.Operations.SelectMany(model.Errors).Distinct().Select(error => $"{root}.Model.{error}");
        var waiting = new Queue<string>(
            new[] { client.Name, prefix + "Config", prefix + "Exception", prefix + "Request", $"{root}.I{prefix[(root.Length + 1)..]}" }.Concat(errors));
        var picked = new Dictionary<string, ApiType>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var name))
        {
            // An error that the newer model has and the pinned package lacks becomes the base exception there too.
            if (picked.ContainsKey(name) || !types.TryGetValue(name, out var type))
            {
                continue;
            }

            type = type with { Members = type.Members.Where(member => IsWanted(member, model)).ToList() };
            picked.Add(name, type);
            foreach (var reference in type.Members.Append(type.Kind).SelectMany(text => TypeName().Matches(text)))
            {
                waiting.Enqueue(reference.Value);
            }
        }

        return ApiList.Of(picked.Values);
    }

    private static bool IsWanted(string member, ServiceModel model)
    {
        var operation = Operation().Match(member);
        return operation.Success
            ? model.Operations.Contains(operation.Groups[1].Value)
            : !member.Contains(" Paginators ", StringComparison.Ordinal);
    }

    [GeneratedRegex(@" (\w+)Async\(")]
    private static partial Regex Operation();

    [GeneratedRegex(@"Amazon\.\w+(\.\w+)+")]
    private static partial Regex TypeName();
}
