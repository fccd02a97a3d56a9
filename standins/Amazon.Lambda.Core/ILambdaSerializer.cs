namespace Amazon.Lambda.Core;

/// <summary>Between the payload's bytes and the handler's types.</summary>
public interface ILambdaSerializer
{
    T Deserialize<T>(Stream requestStream);
    void Serialize<T>(T response, Stream responseStream);
}
