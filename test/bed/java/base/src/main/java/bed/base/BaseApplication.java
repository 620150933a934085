package bed.base;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.context.WebServerPortFileWriter;

@SpringBootApplication
public class BaseApplication {

    /** Whoever started it finds the web port in the file {@code -Dportfile}. */
    public static void main(String[] args) {
        new SpringApplicationBuilder(BaseApplication.class)
            .listeners(new WebServerPortFileWriter())
            .run(args);
    }
}
